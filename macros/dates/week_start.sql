{#- The Monday of the week of a date. -#}
{% macro week_start(date) -%}
    {{ return(adapter.dispatch('week_start', 'lead_scoring')(date)) }}
{%- endmacro %}

{% macro default__week_start(date) -%}
    cast({{ dbt.date_trunc('week', date) }} as date)
{%- endmacro %}

{% macro bigquery__week_start(date) -%}
    date_trunc({{ date }}, isoweek)
{%- endmacro %}
