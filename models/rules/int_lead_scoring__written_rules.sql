-- One row a rule as an analyst wrote it, checked and typed, in each scoring model that it is for.
-- depends_on: {{ ref('int_lead_scoring__config_gate') }}
with rules as (
    {{ lead_scoring.rows_of_models('rules') }}
),

event_types as (
    select
        raw_event_type,
        min(event_type) as event_type
    from {{ ref('stg_lead_scoring__event_types') }}
    group by raw_event_type
),

final as (
    select
        rules.model_id,
        rules.rule_id,
        rules.dimension,
        rules.rule_group,
        coalesce(event_types.event_type, rules.event_type) as event_type,
        case when rules.event_type is null then 'lead' else 'event' end as scope,
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
        rules.description
    from rules
    left join event_types on rules.event_type = event_types.raw_event_type
    where rules.enabled
)

select * from final
