{#- A UTC timestamp without time zone from a date, a timestamp with or without zone, or text; null
    where it is none of them. -#}
{% macro safe_timestamp(expression) -%}
    {{ return(adapter.dispatch('safe_timestamp', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__safe_timestamp(expression) -%}
    {{ dbt.safe_cast(expression, dbt.type_timestamp()) }}
{%- endmacro %}

{% macro duckdb__safe_timestamp(expression) -%}
    {# Text with an offset must be moved to UTC, text without one is UTC already, whatever the
        session's time zone is. DuckDB also reads the word "infinity" as a timestamp. #}
    {%- set text = 'cast(' ~ expression ~ ' as varchar)' -%}
    {%- set offset = ":\\d\\d(\\.\\d+)?\\s*(Z|z|UTC|[+-]\\d{2}(:?\\d{2})?)$" -%}
    {%- set has_offset = "regexp_matches(" ~ text ~ ", '" ~ offset ~ "')" -%}
    {%- set parsed -%}
        case
            when typeof({{ expression }}) in ('TIMESTAMP', 'DATE')
                then try_cast({{ expression }} as timestamp)
            when {{ has_offset }}
                then timezone('UTC', try_cast({{ text }} as timestamptz))
            else try_cast({{ text }} as timestamp)
        end
    {%- endset -%}
    case when isfinite({{ parsed }}) then {{ parsed }} end
{%- endmacro %}
