{#- The scores of leads at days, of which those are taken over from the last run of which nothing
    has changed. `dates` is a relation or CTE of (lead_id, model_id, as_of_date). The macro gives a
    list of CTEs, to stand in the caller's with clause, of which the last, `kept_scores`, has one
    row a lead × model × day, with the lead's fingerprint, by which it is known in the next run. -#}
{% macro kept_scores(last_run, dates) -%}
states as (
    select * from {{ ref('int_lead_scoring__path_states') }}
),

dates_with_fingerprint as (
    select
        dates.lead_id,
        dates.model_id,
        dates.as_of_date,
        states.fingerprint
    from {{ dates }} as dates
    inner join states
        on dates.lead_id = states.lead_id
        and dates.model_id = states.model_id
),

{{ lead_scoring.kept_rows(last_run, 'dates_with_fingerprint') }},

{{ lead_scoring.valued_scores('new_rows', of_models=true) }},

kept_scores as (
    select
        scores.lead_id,
        scores.model_id,
        scores.as_of_date,
        scores.fit_score,
        scores.engagement_score,
        scores.total_score,
        states.fingerprint
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
        fingerprint
    from kept_rows
    {% endif -%}
)
{%- endmacro %}
