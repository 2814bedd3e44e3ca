{#- The scores of leads at days, of which those are taken over from the last run of which nothing
    has changed. `dates` is a relation or CTE of (lead_id, model_id, as_of_date). The macro gives a
    list of CTEs, to stand in the caller's with clause, of which the last, `kept_scores`, has one
    row a lead × model × day, with the lead's fingerprint, by which it is known in the next run. -#}
{% macro kept_scores(last_run, dates) -%}
{{ lead_scoring._kept_dates(last_run, dates, day='as_of_date') }},

{{ lead_scoring.valued_scores('new_rows') }},

kept_scores as (
    {{ lead_scoring._valued_and_kept(
        last_run, 'valued_scores',
        columns=['fit_score', 'engagement_score', 'total_score'], day='as_of_date'
    ) }}
)
{%- endmacro %}
