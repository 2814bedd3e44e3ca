-- One row a rule of a scoring model. match_key says what it matches; the rest of the row says what
-- that is worth, and description says it in words.
with rules as (
    select * from {{ ref('int_lead_scoring__written_rules') }}
),

conditions as (
    select distinct
        rules.model_id,
        rules.rule_id,
        conditions.condition_key,
        conditions.is_computed
    from rules
    inner join {{ ref('int_lead_scoring__written_conditions') }} as conditions
        on rules.rule_id = conditions.rule_id
        and (conditions.model_id is null or rules.model_id = conditions.model_id)
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
        rules.event_type,
        rules.scope,
        rules.points,
        rules.limit_count,
        rules.limit_period,
        rules.min_occurrences,
        rules.min_occurrences_days,
        rules.decay,
        rules.decay_days,
        rules.decay_pct,
        rules.valid_from,
        rules.valid_to,
        wording.description,
        {%- for slot in range(1, lead_scoring.max_conditions() + 1) %}
        pivoted.condition_key_{{ slot }},
        {%- endfor %}
        coalesce(pivoted.is_dated, false) as is_dated,
        {{ lead_scoring.match_key('rules.scope', 'rules.event_type') }} as match_key
    from rules
    inner join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on rules.model_id = wording.model_id
        and rules.rule_id = wording.rule_id
    left join pivoted
        on rules.model_id = pivoted.model_id
        and rules.rule_id = pivoted.rule_id
)

select * from final
