-- The scores of every lead on the as-of date, and by how much the total has moved in seven days:
-- lead × model.
{%- set week_ago = lead_scoring.add_days(lead_scoring.as_of_date(), -7) %}

with model_leads as (
    select * from {{ ref('int_lead_scoring__model_leads') }}
),

entries as (
    select * from {{ ref('int_lead_scoring__current_entries') }}
    where entry_type <> 'condition'
),

today as (
    select
        model_leads.lead_id,
        model_leads.model_id,
        {{ lead_scoring.dimension_scores('entries') }}
    from model_leads
    left join entries
        on model_leads.lead_id = entries.lead_id
        and model_leads.model_id = entries.model_id
    group by model_leads.lead_id, model_leads.model_id
),

days_before as (
    select
        model_leads.lead_id,
        model_leads.model_id,
        {{ week_ago }} as as_of_date
    from model_leads
    inner join {{ ref('stg_lead_scoring__leads') }} as leads
        on model_leads.lead_id = leads.lead_id
    where leads.created_on <= {{ week_ago }}
),

{{ lead_scoring.valued_scores('days_before') }},

final as (
    select
        today.lead_id,
        today.model_id,
        {{ lead_scoring.as_of_date() }} as as_of_date,
        today.fit_score,
        today.engagement_score,
        today.total_score,
        cast(today.total_score - earlier.total_score as {{ lead_scoring.type_points() }})
            as score_change_7d
    from today
    left join valued_scores as earlier
        on today.lead_id = earlier.lead_id
        and today.model_id = earlier.model_id
)

select * from final
