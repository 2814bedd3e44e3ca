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
        session's time zone is. DuckDB also reads the word "infinity" as a timestamp, and before 2.0
        it reads an offset only behind seconds. #}
    {%- set text = 'cast(' ~ expression ~ ' as varchar)' -%}
    {%- set offset = "(\\s*(Z|z|UTC|[+-]\\d{2}(:?\\d{2})?))$" -%}
    {%- set has_offset = "regexp_matches(" ~ text ~ ", ':\\d\\d(\\.\\d+)?" ~ offset ~ "')" -%}
    {%- set with_seconds -%}
        regexp_replace({{ text }}, '([ T]\d{1,2}:\d\d){{ offset }}', '\1:00\2')
    {%- endset -%}
    {%- set parsed -%}
        case
            when typeof({{ expression }}) in ('TIMESTAMP', 'DATE')
                then try_cast({{ expression }} as timestamp)
            when {{ has_offset }}
                then timezone(
                    'UTC',
                    coalesce(
                        try_cast({{ text }} as timestamptz),
                        try_cast({{ with_seconds }} as timestamptz)
                    )
                )
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
            then timestamp_ntz '1970-01-01 00:00:00' + make_dt_interval(
                0, 0, 0,
                cast(
                    unix_micros(try_cast({{ with_seconds }} as timestamp)) / 1000000bd
                    as decimal(18, 6)
                )
            )
        else try_cast({{ text }} as timestamp_ntz)
    end
{%- endmacro %}

{#- Snowflake tries to cast nothing but text, and reads a number in it as seconds since 1970: only
    ISO form is let through. -#}
{% macro snowflake__safe_timestamp(expression) -%}
    {%- set text = "replace(cast(" ~ expression ~ " as varchar), '/', '-')" -%}
    {%- set day = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}' -%}
    {%- set time = '[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?' -%}
    {%- set offset = ' *(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)' -%}
    case
        when regexp_instr({{ text }}, '^{{ day }}([ T]{{ time }}({{ offset }})?)?$') = 0 then null
        when regexp_instr({{ text }}, ':[0-9.]+{{ offset }}$') > 0
            then cast(
                convert_timezone('UTC', try_cast({{ text }} as timestamp_tz)) as timestamp_ntz
            )
        else try_cast({{ text }} as timestamp_ntz)
    end
{%- endmacro %}

{#- Text without an offset is of the session's time zone, which is UTC unless somebody sets it. -#}
{% macro redshift__safe_timestamp(expression) -%}
    try_cast(cast({{ expression }} as varchar) as timestamptz) at time zone 'UTC'
{%- endmacro %}

{#- A cast of Trino's knows neither the letter T nor offsets; its function for ISO form also reads a
    year alone. -#}
{% macro trino__safe_timestamp(expression) -%}
    {%- set text = "replace(cast(" ~ expression ~ " as varchar), ' UTC', 'Z')" -%}
    {%- set parsed = "try(from_iso8601_timestamp(replace(" ~ text ~ ", ' ', 'T')))" -%}
    case
        when not regexp_like({{ text }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}') then null
        when regexp_like({{ text }}, ':[0-9.]+(Z|[+-][0-9]{2}(:?[0-9]{2})?)$')
            then cast(at_timezone({{ parsed }}, 'UTC') as timestamp)
        else cast({{ parsed }} as timestamp)
    end
{%- endmacro %}
