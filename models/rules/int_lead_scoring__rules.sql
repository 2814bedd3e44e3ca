-- One row an enabled rule of a scoring model. match_key says what it matches; the rest of the row
-- says what that is worth.
with written_rules as (
    {{ lead_scoring.rows_of_models('rules') }}
),

event_types as (
    select
        raw_event_type,
        min(event_type) as event_type
    from {{ ref('stg_lead_scoring__event_types') }}
    group by raw_event_type
),

rules as (
    select
        written_rules.*,
        case when written_rules.event_type is null then 'lead' else 'event' end as scope,
        coalesce(event_types.event_type, written_rules.event_type) as known_event_type
    from written_rules
    left join event_types on written_rules.event_type = event_types.raw_event_type
),

conditions as (
    select distinct
        rules.model_id,
        rules.rule_id,
        items.condition_key,
        items.is_computed
    from rules
    inner join {{ ref('int_lead_scoring__condition_items') }} as items
        on rules.rule_id = items.rule_id
        and (items.model_id is null or rules.model_id = items.model_id)
),

-- In the order of their hashes, so that the order in which conditions were written does not matter.
numbered as (
    select
        *,
        row_number() over (partition by model_id, rule_id order by condition_key) as slot
    from conditions
),

pivoted as (
    select
        model_id,
        rule_id,
        {%- for slot in range(1, lead_scoring.max_conditions() + 1) %}
        max(case when slot = {{ slot }} then condition_key end) as condition_key_{{ slot }},
        {%- endfor %}
        max(case when is_computed then 1 else 0 end) = 1 as is_dated
    from numbered
    group by model_id, rule_id
),

final as (
    select
        rules.model_id,
        rules.rule_id,
        rules.dimension,
        rules.rule_group,
        rules.known_event_type as event_type,
        rules.scope,
        coalesce(rules.points, 0) as points,
        rules.limit_count,
        rules.limit_period,
        rules.min_occurrences,
        rules.min_occurrences_days,
        rules.decay,
        rules.decay_days,
        rules.decay_pct,
        rules.valid_from,
        rules.valid_to,
        {%- for slot in range(1, lead_scoring.max_conditions() + 1) %}
        pivoted.condition_key_{{ slot }},
        {%- endfor %}
        coalesce(pivoted.is_dated, false) as is_dated,
        {{ lead_scoring.match_key('rules.scope', 'rules.known_event_type') }} as match_key
    from rules
    left join pivoted
        on rules.model_id = pivoted.model_id
        and rules.rule_id = pivoted.rule_id
)

select * from final
