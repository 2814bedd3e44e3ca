-- The reasons of a funnel row add up to its rejected MQLs, and there are none of other rows.
with reasons as (
    select
        model_id,
        score_class,
        created_month,
        sum(rejected) as rejected
    from {{ ref('lead_scoring__rejection_reasons') }}
    group by model_id, score_class, created_month
),

both_sides as (
    select
        model_id,
        score_class,
        created_month,
        rejected as surplus
    from {{ ref('lead_scoring__funnel_metrics') }}
    union all
    select
        model_id,
        score_class,
        created_month,
        -rejected as surplus
    from reasons
)

select
    model_id,
    score_class,
    created_month,
    sum(surplus) as missing
from both_sides
group by model_id, score_class, created_month
having sum(surplus) <> 0
