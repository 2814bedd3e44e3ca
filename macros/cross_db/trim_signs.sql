{#- Cuts all of some signs from both ends of a text. -#}
{% macro trim_signs(expression, signs) -%}
    {{ return(adapter.dispatch('trim_signs', 'lead_scoring')(
        expression, lead_scoring.text_literal(signs)
    )) }}
{%- endmacro %}

{% macro default__trim_signs(expression, signs) -%}
    trim(both {{ signs }} from {{ expression }})
{%- endmacro %}

{% macro duckdb__trim_signs(expression, signs) -%}
    trim({{ expression }}, {{ signs }})
{%- endmacro %}

{% macro snowflake__trim_signs(expression, signs) -%}
    trim({{ expression }}, {{ signs }})
{%- endmacro %}

{% macro bigquery__trim_signs(expression, signs) -%}
    trim({{ expression }}, {{ signs }})
{%- endmacro %}
