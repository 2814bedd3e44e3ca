-- What open leads scored at past cutoffs and whether they converted afterwards:
-- lead × model × cutoff. The raw material of every statement about how well a score ranks.
with cutoffs as (
    select * from {{ ref('int_lead_scoring__cutoff_dates') }}
),

dates as (
    select
        lead_id,
        cutoff_date as as_of_date
    from cutoffs
),

{{ lead_scoring.valued_entries('dates') }},

scores as (
    select
        leads.lead_id,
        leads.model_id,
        leads.as_of_date,
        {{ lead_scoring.dimension_scores('entries') }}
    from valued_leads as leads
    left join valued_entries as entries
        on leads.lead_id = entries.lead_id
        and leads.model_id = entries.model_id
        and leads.as_of_date = entries.as_of_date
    group by leads.lead_id, leads.model_id, leads.as_of_date
),

final as (
    select
        scores.lead_id,
        scores.model_id,
        scores.as_of_date as cutoff_date,
        scores.fit_score,
        scores.engagement_score,
        scores.total_score,
        coalesce(
            {{ dbt.datediff('scores.as_of_date', 'conversions.converted_on', 'day') }}
            <= {{ var('lead_scoring__outcome_days', 90) | int }}, false
        ) as is_converted
    from scores
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on scores.lead_id = conversions.lead_id
)

select * from final
