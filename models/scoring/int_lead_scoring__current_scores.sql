-- The scores of every lead on the as-of date and the total of seven days before: lead × model.
with entries as (
    select * from {{ ref('int_lead_scoring__current_entries') }}
    where entry_type <> 'condition'
),

week_ago as (
    select
        lead_id,
        model_id,
        sum(points) as total_score
    from entries
    where as_of_date < {{ lead_scoring.as_of_date() }}
    group by lead_id, model_id
),

today as (
    select
        model_leads.lead_id,
        model_leads.model_id,
        {{ lead_scoring.dimension_scores('entries') }}
    from {{ ref('int_lead_scoring__model_leads') }} as model_leads
    left join entries
        on model_leads.lead_id = entries.lead_id
        and model_leads.model_id = entries.model_id
        and entries.as_of_date = {{ lead_scoring.as_of_date() }}
    group by model_leads.lead_id, model_leads.model_id
),

final as (
    select
        today.lead_id,
        today.model_id,
        today.fit_score,
        today.engagement_score,
        today.total_score,
        cast(
            case
                when leads.created_on <= {{ lead_scoring.add_days(lead_scoring.as_of_date(), -7) }}
                    then today.total_score - coalesce(week_ago.total_score, 0)
            end as {{ lead_scoring.type_points() }}
        ) as score_change_7d
    from today
    inner join {{ ref('stg_lead_scoring__leads') }} as leads
        on today.lead_id = leads.lead_id
    left join week_ago
        on today.lead_id = week_ago.lead_id
        and today.model_id = week_ago.model_id
)

select * from final
