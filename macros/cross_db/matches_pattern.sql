{#- Whether a text matches a regular expression, which must do without a backslash. -#}
{% macro matches_pattern(expression, pattern) -%}
    {{ return(adapter.dispatch('matches_pattern', 'lead_scoring')(
        expression, lead_scoring.text_literal(pattern)
    )) }}
{%- endmacro %}

{% macro default__matches_pattern(expression, pattern) -%}
    regexp_like({{ expression }}, {{ pattern }})
{%- endmacro %}

{% macro duckdb__matches_pattern(expression, pattern) -%}
    regexp_matches({{ expression }}, {{ pattern }})
{%- endmacro %}

{% macro postgres__matches_pattern(expression, pattern) -%}
    {{ expression }} ~ {{ pattern }}
{%- endmacro %}

{% macro spark__matches_pattern(expression, pattern) -%}
    {{ expression }} rlike {{ pattern }}
{%- endmacro %}

{% macro snowflake__matches_pattern(expression, pattern) -%}
    regexp_instr({{ expression }}, {{ pattern }}) > 0
{%- endmacro %}

{% macro bigquery__matches_pattern(expression, pattern) -%}
    regexp_contains({{ expression }}, {{ pattern }})
{%- endmacro %}
