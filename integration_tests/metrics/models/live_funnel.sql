-- The funnel for adding up: live scoring model × class × month of creation. Without the rows
-- that are sums already, and without challengers, which score the same leads once more.
with funnel as (
    select * from {{ ref('lead_scoring', 'lead_scoring__funnel_metrics') }}
),

live_models as (
    select distinct model_id
    from {{ ref('lead_scoring', 'lead_scoring__lead_scores') }}
    where model_status = 'live'
),

final as (
    select funnel.*
    from funnel
    inner join live_models on funnel.model_id = live_models.model_id
    where funnel.score_class <> 'all'
)

select * from final
