{#- The as-of date of what a mart is made of, as a SQL expression: that of this run, or an error
    that names the other day that one of the relations was built for. A part of the models that is
    built for another day, or a run that goes on after midnight, would mix two days otherwise.
    `names` are models with a column `as_of_date`; one without rows has no day, and passes. -#}
{% macro day_of(names) -%}
    {%- set today = lead_scoring.as_of_date() -%}
    {%- set text = dbt.type_string() -%}
    {%- set expression %}
    (
        select case
            when min(days.as_of_date) <> {{ today }} or max(days.as_of_date) <> {{ today }}
                then cast({{ lead_scoring.raise_error(
                    "'lead_scoring builds all marts for one day: some of what " ~ model.name
                    ~ " is made of is of ' || cast(case when min(days.as_of_date) <> " ~ today
                    ~ " then min(days.as_of_date) else max(days.as_of_date) end as " ~ text
                    ~ ") || ', this run is for ' || cast(" ~ today ~ " as " ~ text
                    ~ ") || '; run all of it (dbt build), or finish the"
                    ~ " other day with the var lead_scoring__as_of_date'"
                ) }} as date)
            else {{ today }}
        end
        from (
            {%- for name in names %}
            select as_of_date from {{ ref(name) }} {{ 'union all' if not loop.last }}
            {%- endfor %}
        ) as days
    )
    {%- endset -%}
    {{ return(lead_scoring.on_one_line(expression)) }}
{%- endmacro %}
