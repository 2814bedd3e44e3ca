-- What open leads scored at past cutoffs and whether they converted afterwards:
-- lead × model × cutoff. The raw material of every statement about how well a score ranks.
with cutoffs as (
    select * from {{ ref('int_lead_scoring__cutoff_dates') }}
),

model_leads as (
    select * from {{ ref('int_lead_scoring__model_leads') }}
),

entries as (
    select * from {{ ref('int_lead_scoring__cutoff_entries') }}
),

scores as (
    select
        cutoffs.lead_id,
        model_leads.model_id,
        cutoffs.cutoff_date,
        {{ lead_scoring.dimension_scores('entries') }}
    from cutoffs
    inner join model_leads on cutoffs.lead_id = model_leads.lead_id
    left join entries
        on cutoffs.lead_id = entries.lead_id
        and model_leads.model_id = entries.model_id
        and cutoffs.cutoff_date = entries.cutoff_date
    group by cutoffs.lead_id, model_leads.model_id, cutoffs.cutoff_date
),

final as (
    select
        scores.lead_id,
        scores.model_id,
        scores.cutoff_date,
        scores.fit_score,
        scores.engagement_score,
        scores.total_score,
        coalesce(
            {{ dbt.datediff('scores.cutoff_date', 'conversions.converted_on', 'day') }}
            <= {{ var('lead_scoring__outcome_days', 90) | int }}, false
        ) as is_converted
    from scores
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on scores.lead_id = conversions.lead_id
)

select * from final
