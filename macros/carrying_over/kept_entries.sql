{#- The ledger of leads at days, of which those entries are taken over from the last run of which
    nothing has changed: what kept_scores() is to scores. `dates` is a relation or CTE of
    (lead_id, model_id, as_of_date); `columns` are those of valued_entries() that the table keeps,
    and `day` is its name for the date. The last of the CTEs is `kept_entries`. -#}
{% macro kept_entries(last_run, dates, columns, day='as_of_date') -%}
{{ lead_scoring._kept_dates(last_run, dates, day) }},

{{ lead_scoring.valued_entries('new_rows') }},

kept_entries as (
    {{ lead_scoring._valued_and_kept(last_run, 'valued_entries', columns, day) }}
)
{%- endmacro %}
