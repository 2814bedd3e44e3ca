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

{{ lead_scoring.valued_entries('rising_dates', of_models=true) }},

valued_days as (
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
        valued_days.*,
        states.state,
        {{ lead_scoring.as_of_date() }} as known_until
    from valued_days
    inner join states
        on valued_days.lead_id = states.lead_id
        and valued_days.model_id = states.model_id
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
