-- Who has not converted is today in the highest stage of its open spells, and in none without one.
with highest_stages as (
    select
        lead_id,
        model_id,
        max(stage_order) as stage_order
    from {{ ref('lead_scoring__stage_history') }}
    where exited_on is null
    group by lead_id, model_id
),

open_spells as (
    select
        history.lead_id,
        history.model_id,
        history.stage
    from {{ ref('lead_scoring__stage_history') }} as history
    inner join highest_stages
        on history.lead_id = highest_stages.lead_id
        and history.model_id = highest_stages.model_id
        and history.stage_order = highest_stages.stage_order
    where history.exited_on is null
)

select
    scores.lead_id,
    scores.model_id,
    scores.stage,
    open_spells.stage as open_stage
from {{ ref('lead_scoring__lead_scores') }} as scores
left join open_spells
    on scores.lead_id = open_spells.lead_id
    and scores.model_id = open_spells.model_id
left join {{ ref('stg_lead_scoring__conversions') }} as conversions
    on scores.lead_id = conversions.lead_id
where
    conversions.lead_id is null
    and coalesce(scores.stage, '') <> coalesce(open_spells.stage, '')
