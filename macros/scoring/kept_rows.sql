{#- Of a table of values at days: the rows that it can take over from its last run, and the days
    that are left to value. `asked` is a relation or CTE of (lead_id, model_id, as_of_date, state),
    `day` the column of the table that holds the day. The macro gives a list of CTEs: `kept_rows`,
    if there is a last run, and `new_dates`, of the shape of `asked`. Days on which a lead had no
    row are valued again, which costs nothing. -#}
{% macro kept_rows(last_run, asked, day='as_of_date') -%}
{%- if last_run -%}
kept_rows as (
    select last_run.*
    from {{ last_run }} as last_run
    inner join {{ asked }} as asked
        on last_run.lead_id = asked.lead_id
        and last_run.model_id = asked.model_id
        and last_run.{{ day }} = asked.as_of_date
        and last_run.state = asked.state
),

new_dates as (
    select asked.*
    from {{ asked }} as asked
    left join kept_rows
        on asked.lead_id = kept_rows.lead_id
        and asked.model_id = kept_rows.model_id
        and asked.as_of_date = kept_rows.{{ day }}
    where kept_rows.lead_id is null
)
{%- else -%}
new_dates as (
    select * from {{ asked }}
)
{%- endif -%}
{%- endmacro %}
