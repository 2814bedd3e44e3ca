{#- The rows of an input that may be unset: without it, none, with the columns that are read. -#}
{% macro optional_input(input, columns) -%}
    {%- set relation = lead_scoring.input_relation(input, required=false) -%}
    {%- if relation -%}
    select * from {{ relation }}
    {%- else -%}
    select
        {% for column in columns -%}
        cast(null as {{ dbt.type_string() }}) as {{ column.source }},
        {% endfor -%}
        1 as _
    from (select 1 as one) as no_rows
    where false
    {%- endif -%}
{%- endmacro %}
