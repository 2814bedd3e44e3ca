{#- How many days lie between two dates. -#}
{% macro days_between(first, last) -%}
    {{ lead_scoring.on_one_line(dbt.datediff(first, last, 'day')) }}
{%- endmacro %}
