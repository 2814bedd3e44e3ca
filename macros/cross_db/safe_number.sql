{#- A finite double, or null where the text is no number. -#}
{% macro safe_number(expression) -%}
    {{ return(adapter.dispatch('safe_number', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__safe_number(expression) -%}
    {{ lead_scoring._finite(dbt.safe_cast(expression, lead_scoring.type_double())) }}
{%- endmacro %}

{#- DuckDB also reads 1_200, as its own SQL does. -#}
{% macro duckdb__safe_number(expression) -%}
    {{ lead_scoring._finite(
        "try_cast(replace(cast(" ~ expression ~ " as varchar), '_', '?') as double)"
    ) }}
{%- endmacro %}

{#- Postgres raises where others give null, also on a number too large or too close to 0 for a
    double. Its numeric, which shows that, takes no more digits than are let through here. -#}
{% macro postgres__safe_number(expression) -%}
    {%- set text = 'cast(' ~ expression ~ ' as text)' -%}
    {%- set shape = '^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})? *$' -%}
    case
        when length({{ text }}) > 400 or {{ text }} !~ '{{ shape }}' then null
        when abs(cast({{ text }} as numeric)) < 1e-300 then 0
        when abs(cast({{ text }} as numeric)) <= 1.7e308
            then cast({{ text }} as {{ lead_scoring.type_double() }})
    end
{%- endmacro %}

{#- Spark also reads what Java calls a number: 5d, 5f and NaN. -#}
{% macro spark__safe_number(expression) -%}
    {%- set text = 'cast(' ~ expression ~ ' as string)' -%}
    {%- set shape = '^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)? *$' -%}
    case
        when {{ text }} rlike '{{ shape }}'
            then {{ lead_scoring._finite('try_cast(' ~ text ~ ' as double)') }}
    end
{%- endmacro %}

{#- Tries to cast nothing but text. -#}
{% macro snowflake__safe_number(expression) -%}
    {{ lead_scoring._finite(
        'try_cast(cast(' ~ expression ~ ' as varchar) as double precision)'
    ) }}
{%- endmacro %}

{% macro redshift__safe_number(expression) -%}
    {{ lead_scoring._finite(
        'try_cast(cast(' ~ expression ~ ' as varchar) as double precision)'
    ) }}
{%- endmacro %}

{#- The range shuts out infinity and NaN, which would poison every sum. -#}
{% macro _finite(number) -%}
    case when {{ number }} between -1.7e308 and 1.7e308 then {{ number }} end
{%- endmacro %}
