{#- Whether a column holds text and no numbers. Where an engine cannot say so, it is taken for
    numbers. -#}
{% macro is_text(expression) -%}
    {{ return(adapter.dispatch('is_text', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__is_text(expression) -%}
    1 = 0
{%- endmacro %}

{% macro duckdb__is_text(expression) -%}
    typeof({{ expression }}) = 'VARCHAR'
{%- endmacro %}

{% macro postgres__is_text(expression) -%}
    cast(pg_typeof({{ expression }}) as text) in ('text', 'character varying', 'character')
{%- endmacro %}

{#- Would take that of Postgres, and has none of its functions. -#}
{% macro redshift__is_text(expression) -%}
    {{ lead_scoring.default__is_text(expression) }}
{%- endmacro %}

{% macro spark__is_text(expression) -%}
    typeof({{ expression }}) = 'string'
{%- endmacro %}

{% macro snowflake__is_text(expression) -%}
    typeof(to_variant({{ expression }})) = 'VARCHAR'
{%- endmacro %}

{% macro bigquery__is_text(expression) -%}
    starts_with(to_json_string({{ expression }}), '"')
{%- endmacro %}
