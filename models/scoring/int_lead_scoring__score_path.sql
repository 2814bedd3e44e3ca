-- The score of every lead on each day on which it can rise: lead × model × day. In later runs
-- only leads of which something has changed, and new days, are valued.
{% set last_run = lead_scoring.last_run(['state']) %}

with dates as (
    select
        dates.lead_id,
        dates.model_id,
        dates.as_of_date,
        states.state
    from {{ ref('int_lead_scoring__path_dates') }} as dates
    inner join {{ ref('int_lead_scoring__path_states') }} as states
        on dates.lead_id = states.lead_id
        and dates.model_id = states.model_id
),

{{ lead_scoring.kept_rows(last_run, 'dates') }},

{{ lead_scoring.valued_scores('new_rows', of_models=true) }},

final as (
    select
        scores.lead_id,
        scores.model_id,
        scores.as_of_date,
        scores.fit_score,
        scores.engagement_score,
        scores.total_score,
        states.state
    from valued_scores as scores
    inner join {{ ref('int_lead_scoring__path_states') }} as states
        on scores.lead_id = states.lead_id
        and scores.model_id = states.model_id
    {% if last_run -%}
    union all
    select
        lead_id,
        model_id,
        as_of_date,
        fit_score,
        engagement_score,
        total_score,
        state
    from kept_rows
    {% endif -%}
)

select * from final
