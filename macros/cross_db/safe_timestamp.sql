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

{#- Postgres raises on a text that is no timestamp, so only ISO form is let through, and of it only
    days that exist. Whatever the type of the column, it is read as text: a cast that does not suit
    a type is an error even where it is never reached. -#}
{% macro postgres__safe_timestamp(expression) -%}
    {%- set text = 'cast(' ~ expression ~ ' as text)' -%}
    {%- set type = 'cast(pg_typeof(' ~ expression ~ ') as text)' -%}
    {%- set day = '[0-9]{4}[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12][0-9]|3[01])' -%}
    {%- set time = '([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?' -%}
    {%- set offset = ' *(Z|z|UTC|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)' -%}
    {%- set first_of_month = "substring(" ~ text ~ ", '^[0-9]+.[0-9]+.') || '01'" -%}
    case
        when {{ text }} in ('infinity', '-infinity') then null
        when {{ type }} = 'timestamp with time zone'
            then cast({{ text }} as timestamptz) at time zone 'UTC'
        when {{ type }} in ('date', 'timestamp without time zone')
            then cast({{ text }} as timestamp)
        when {{ text }} !~ '^(?!0000){{ day }}([ T]{{ time }}({{ offset }})?)?$' then null
        when
            cast(substring({{ text }}, '^[0-9]+.[0-9]+.([0-9]+)') as integer)
            > extract(day from cast({{ first_of_month }} as date) + interval '1 month - 1 day')
            then null
        when {{ text }} ~ ':[0-9.]+{{ offset }}$'
            then cast({{ text }} as timestamptz) at time zone 'UTC'
        {# Up to microseconds: Postgres would round the rest into the next day. #}
        else cast(left({{ text }}, 26) as timestamp)
    end
{%- endmacro %}

{#- Spark reads a year alone or a time without a day as well, so only ISO form is let through. The
    type without a zone is the same day and hour in sessions of every zone; of Spark's usual
    timestamps and of text with an offset it takes what clocks in UTC showed. -#}
{% macro spark__safe_timestamp(expression) -%}
    {%- set text = "upper(replace(cast(" ~ expression ~ " as string), '/', '-'))" -%}
    {%- set day = '[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])' -%}
    {%- set time = '([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?' -%}
    {%- set offset = ' *(Z|UTC|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)' -%}
    {%- set with_seconds -%}
        regexp_replace({{ text }}, '([ T][0-9]+:[0-9]+)({{ offset }})$', '$1:00$2')
    {%- endset -%}
    case
        when {{ text }} not rlike '^(?!0000){{ day }}([ T]{{ time }}({{ offset }})?)?$' then null
        when typeof({{ expression }}) = 'timestamp'
            then convert_timezone('UTC', try_cast({{ text }} as timestamp_ntz))
        when {{ text }} rlike ':[0-9.]+{{ offset }}$'
            then timestampadd(
                microsecond,
                unix_micros(try_cast({{ with_seconds }} as timestamp)),
                timestamp_ntz '1970-01-01 00:00:00'
            )
        else try_cast({{ text }} as timestamp_ntz)
    end
{%- endmacro %}
