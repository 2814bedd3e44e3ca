{#- A date from a date, a timestamp or text in ISO form; null where it is none of them. -#}
{% macro safe_date(expression) -%}
    cast({{ lead_scoring.safe_timestamp(expression) }} as date)
{%- endmacro %}
