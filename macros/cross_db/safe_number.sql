{#- A finite double, or null where the text is no number. -#}
{% macro safe_number(expression) -%}
    {{ return(adapter.dispatch('safe_number', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__safe_number(expression) -%}
    {{ lead_scoring._finite(dbt.safe_cast(expression, lead_scoring.type_double())) }}
{%- endmacro %}

{% macro duckdb__safe_number(expression) -%}
    {{ lead_scoring._finite('try_cast(' ~ expression ~ ' as double)') }}
{%- endmacro %}

{#- The range shuts out infinity and NaN, which would poison every sum. -#}
{% macro _finite(number) -%}
    case when {{ number }} between -1.7e308 and 1.7e308 then {{ number }} end
{%- endmacro %}
