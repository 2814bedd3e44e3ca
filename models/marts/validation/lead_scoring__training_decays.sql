-- What one point of each decaying rule would have been worth if its decay took another number of
-- days. A view: it costs nothing until points are learnt.
{{ config(materialized='view') }}

with outcomes as (
    select * from {{ ref('int_lead_scoring__sampled_scores') }}
    where sample <> 'holdout'
),

-- A minimum asks for days of its own, so such a rule keeps its decay.
decaying_rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where
        scope = 'event'
        and dimension in ('fit', 'engagement')
        and decay <> 'none'
        and min_occurrences is null
),

tried_days as (
    {%- for days in lead_scoring.setting('tried_decay_days') or [0] %}
    select cast({{ days }} as {{ lead_scoring.type_points() }}) as decay_days
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

tried_rules as (
    select
        decaying_rules.model_id,
        decaying_rules.rule_id,
        decaying_rules.decay,
        decaying_rules.decay_pct,
        tried_days.decay_days
    from decaying_rules
    cross join tried_days
    where tried_days.decay_days > 0
),

aged_activity as (
    select
        outcomes.model_id,
        outcomes.lead_id,
        outcomes.cutoff_date,
        activity.rule_id,
        activity.counted_occurrences,
        cast(
            {{ lead_scoring.days_between('activity.activity_date', 'outcomes.cutoff_date') }}
            as {{ lead_scoring.type_double() }}
        ) as age
    from outcomes
    inner join {{ ref('int_lead_scoring__rule_activity') }} as activity
        on outcomes.model_id = activity.model_id
        and outcomes.lead_id = activity.lead_id
        and {{ lead_scoring.is_within(
            'outcomes.cutoff_date', 'activity.activity_date', 'activity.reset_on'
        ) }}
    where activity.counted_occurrences > 0
),

final as (
    select
        aged_activity.model_id,
        aged_activity.lead_id,
        aged_activity.cutoff_date,
        aged_activity.rule_id,
        tried_rules.decay_days,
        cast(
            sum(
                aged_activity.counted_occurrences
                * {{ lead_scoring.decay_factor('aged_activity.age', 'tried_rules') }}
            ) as {{ lead_scoring.type_ratio() }}
        ) as activation
    from aged_activity
    inner join tried_rules
        on aged_activity.model_id = tried_rules.model_id
        and aged_activity.rule_id = tried_rules.rule_id
    group by
        aged_activity.model_id, aged_activity.lead_id, aged_activity.cutoff_date,
        aged_activity.rule_id, tried_rules.decay_days
)

select * from final
