-- The score of every lead on each day on which it can rise: lead × model × day. Only leads of
-- which something has changed are valued again, of the others only the days since the last run.
{% set last_run = lead_scoring.last_run(['state', 'known_until']) %}

with states as (
    select * from {{ ref('int_lead_scoring__path_states') }}
),

{% if last_run -%}
kept_days as (
    select last_run.*
    from {{ last_run }} as last_run
    inner join states
        on last_run.lead_id = states.lead_id
        and last_run.model_id = states.model_id
        and last_run.state = states.state
    where last_run.as_of_date <= {{ lead_scoring.as_of_date() }}
),

kept_leads as (
    select
        lead_id,
        model_id,
        max(known_until) as known_until
    from kept_days
    group by lead_id, model_id
),
{%- else -%}
kept_leads as (
    select
        lead_id,
        model_id,
        {{ lead_scoring.as_of_date() }} as known_until
    from states
    where false
),
{%- endif %}

leads as (
    select
        states.lead_id,
        states.model_id,
        kept_leads.known_until
    from states
    left join kept_leads
        on states.lead_id = kept_leads.lead_id
        and states.model_id = kept_leads.model_id
),

{{ lead_scoring.rising_dates('leads', until=lead_scoring.as_of_date()) }},

{{ lead_scoring.valued_scores('rising_dates', of_models=true) }},

final as (
    select
        scores.lead_id,
        scores.model_id,
        scores.as_of_date,
        scores.fit_score,
        scores.engagement_score,
        scores.total_score,
        states.state,
        {{ lead_scoring.as_of_date() }} as known_until
    from valued_scores as scores
    inner join states
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
        state,
        {{ lead_scoring.as_of_date() }} as known_until
    from kept_days
    {% endif -%}
)

select * from final
