-- The score of every lead on each day on which it can rise: lead × model × day.
with dates as (
    select * from {{ ref('int_lead_scoring__path_dates') }}
    where as_of_date <= {{ lead_scoring.as_of_date() }}
),

{{ lead_scoring.valued_entries('dates') }},

final as (
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
)

select * from final
