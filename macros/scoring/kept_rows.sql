{#- Of a table of leads' values at days: the rows that it can take over from its last run, and those
    that are left to value. `asked` is a relation or CTE of (lead_id, model_id, fingerprint) and the
    columns that tell rows of a lead apart, which `keys` maps to the names that the table has for
    them. The macro gives a list of CTEs: `kept_rows`, if there is a last run, and `new_rows`, of
    the shape of `asked`. Days on which a lead had no row are valued again, which costs nothing.
    `also` is a further SQL condition on last_run and asked. -#}
{% macro kept_rows(last_run, asked, keys={'as_of_date': 'as_of_date'}, also=none) -%}
{%- if last_run -%}
kept_rows as (
    select last_run.*
    from {{ last_run }} as last_run
    inner join {{ asked }} as asked
        on last_run.lead_id = asked.lead_id
        and last_run.model_id = asked.model_id
        {%- for key, column in keys.items() %}
        and last_run.{{ column }} = asked.{{ key }}
        {%- endfor %}
        and last_run.fingerprint = asked.fingerprint
        {{ 'and ' ~ also if also }}
),

new_rows as (
    select asked.*
    from {{ asked }} as asked
    left join {{ last_run }} as last_run
        on asked.lead_id = last_run.lead_id
        and asked.model_id = last_run.model_id
        {%- for key, column in keys.items() %}
        and asked.{{ key }} = last_run.{{ column }}
        {%- endfor %}
        and asked.fingerprint = last_run.fingerprint
        {{ 'and ' ~ also if also }}
    where last_run.lead_id is null
)
{%- else -%}
new_rows as (
    select * from {{ asked }}
)
{%- endif -%}
{%- endmacro %}
