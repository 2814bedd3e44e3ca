{#- A UTC timestamp without time zone from a date, a timestamp with or without zone, or text of the
    grammar of time_pattern(); null where it is none of them. Text without an offset is in UTC,
    whatever the session's time zone is, and of seconds it has no more than six decimals: the rest
    is cut. -#}
{% macro safe_timestamp(expression) -%}
    {{ return(adapter.dispatch('safe_timestamp', 'lead_scoring')(expression)) }}
{%- endmacro %}

{#- As BigQuery, whose timestamps are in UTC, casts: seconds are asked for, slashes, blanks before
    an offset and more than six decimals not known, nor UTC but as Z. -#}
{% macro default__safe_timestamp(expression) -%}
    {%- set text = lead_scoring._trimmed_text(expression) -%}
    {%- set tidy = "replace(replace(" ~ text ~ ", '/', '-'), 'UTC', 'Z')" -%}
    {%- set tidy = "regexp_replace(" ~ tidy ~ ", ' *([Zz]|[+-][0-9:]+)$', '\\\\1')" -%}
    {%- set tidy = "regexp_replace(" ~ tidy ~ ", '([.][0-9]{6})[0-9]+', '\\\\1')" -%}
    {%- set tidy = "regexp_replace("
        ~ tidy ~ ", '([ T][0-9]+:[0-9]+)([Zz+-].*)?$', '\\\\1:00\\\\2')" -%}
    case
        when {{ lead_scoring._is_time(text, lead_scoring._any_ending()) }}
            then {{ dbt.safe_cast(tidy, dbt.type_timestamp()) }}
    end
{%- endmacro %}

{#- Typed columns, and text as nearly all of it is, come first: events are many. Before 2.0 DuckDB
    reads an offset only behind seconds, and on every version only without a blank before it. -#}
{% macro duckdb__safe_timestamp(expression) -%}
    {%- set raw = 'cast(' ~ expression ~ ' as varchar)' -%}
    {%- set text = lead_scoring._trimmed_text(expression) -%}
    {%- set time = 'try_cast(' ~ expression ~ ' as timestamp)' -%}
    {%- set time_with_zone = 'try_cast(' ~ expression ~ ' as timestamptz)' -%}
    {%- set tight = "regexp_replace(" ~ text ~ ", ' +([+-])', '\\1')" -%}
    {%- set with_seconds = "regexp_replace("
        ~ tight ~ ", '([ T][0-9]+:[0-9]+)([+-])', '\\1:00\\2')" -%}
    case
        when typeof({{ expression }}) in ('TIMESTAMP', 'DATE')
            then case when isfinite({{ time }}) then {{ time }} end
        when typeof({{ expression }}) = 'TIMESTAMP WITH TIME ZONE'
            then case
                when isfinite({{ time_with_zone }}) then timezone('UTC', {{ time_with_zone }})
            end
        when {{ lead_scoring._is_time(raw) }} then try_cast({{ raw }} as timestamp)
        when {{ lead_scoring._is_time(text, lead_scoring._utc_ending()) }}
            then try_cast(rtrim({{ text }}, ' ZzUTC') as timestamp)
        when {{ lead_scoring._is_time(text, lead_scoring._offset_ending()) }}
            then timezone(
                'UTC',
                coalesce(
                    try_cast({{ text }} as timestamptz),
                    try_cast({{ tight }} as timestamptz),
                    try_cast({{ with_seconds }} as timestamptz)
                )
            )
    end
{%- endmacro %}

{#- Postgres raises on a text that is no timestamp. Whatever the type of the column, it is read as
    text: a cast that does not suit a type is an error even where it is never reached. -#}
{% macro postgres__safe_timestamp(expression) -%}
    {%- set raw = 'cast(' ~ expression ~ ' as text)' -%}
    {%- set text = lead_scoring._trimmed_text(expression) -%}
    {%- set type = 'cast(pg_typeof(' ~ expression ~ ') as text)' -%}
    case
        when {{ raw }} in ('infinity', '-infinity') then null
        when {{ type }} = 'timestamp with time zone'
            then cast({{ raw }} as timestamptz) at time zone 'UTC'
        when {{ type }} in ('date', 'timestamp without time zone')
            then cast({{ raw }} as timestamp)
        when {{ lead_scoring._is_time(text, lead_scoring._utc_ending()) }}
            then cast(rtrim({{ lead_scoring._to_microseconds(text) }}, ' ZzUTC') as timestamp)
        when {{ lead_scoring._is_time(text, lead_scoring._offset_ending()) }}
            then cast({{ lead_scoring._to_microseconds(text) }} as timestamptz) at time zone 'UTC'
    end
{%- endmacro %}

{#- Postgres would round the rest into the next day. -#}
{% macro _to_microseconds(text) -%}
    case
        when {{ text }} like '%._______%'
            then regexp_replace({{ text }}, '([.][0-9]{6})[0-9]+', '\1')
        else {{ text }}
    end
{%- endmacro %}

{#- The type without a zone is the same day and hour in sessions of every zone; of Spark's usual
    timestamps and of text with an offset it takes what clocks in UTC showed. -#}
{% macro spark__safe_timestamp(expression) -%}
    {%- set text = lead_scoring._trimmed_text(expression) -%}
    {%- set tidy = "upper(replace(" ~ text ~ ", '/', '-'))" -%}
    {%- set with_seconds -%}
        regexp_replace({{ tidy }}, '([ T][0-9]+:[0-9]+)( *[+-][0-9:]+)$', '$1:00$2')
    {%- endset -%}
    case
        when typeof({{ expression }}) = 'timestamp'
            then convert_timezone(
                'UTC', try_cast(cast({{ expression }} as string) as timestamp_ntz)
            )
        when typeof({{ expression }}) in ('date', 'timestamp_ntz')
            then try_cast(cast({{ expression }} as string) as timestamp_ntz)
        when {{ lead_scoring._is_time(text, lead_scoring._utc_ending()) }}
            then try_cast(trim(trailing ' ZUTC' from {{ tidy }}) as timestamp_ntz)
        when {{ lead_scoring._is_time(text, lead_scoring._offset_ending()) }}
            then timestamp_ntz '1970-01-01 00:00:00' + make_dt_interval(
                0, 0, 0,
                cast(
                    unix_micros(try_cast({{ with_seconds }} as timestamp)) / 1000000bd
                    as decimal(18, 6)
                )
            )
    end
{%- endmacro %}

{#- Tries to cast nothing but text. -#}
{% macro snowflake__safe_timestamp(expression) -%}
    {%- set text = lead_scoring._trimmed_text(expression) -%}
    {%- set tidy = "replace(" ~ text ~ ", '/', '-')" -%}
    case
        when {{ lead_scoring._is_time(text, lead_scoring._utc_ending()) }}
            then try_cast(rtrim({{ tidy }}, ' ZzUTC') as timestamp_ntz)
        when {{ lead_scoring._is_time(text, lead_scoring._offset_ending()) }}
            then cast(
                convert_timezone('UTC', try_cast({{ tidy }} as timestamp_tz)) as timestamp_ntz
            )
    end
{%- endmacro %}

{#- Text without an offset is of the session's time zone, which is UTC unless somebody sets it. -#}
{% macro redshift__safe_timestamp(expression) -%}
    {%- set text = lead_scoring._trimmed_text(expression) -%}
    case
        when {{ lead_scoring._is_time(text, lead_scoring._any_ending()) }}
            then try_cast({{ text }} as timestamptz) at time zone 'UTC'
    end
{%- endmacro %}

{#- A cast of Trino's knows neither the letter T nor offsets; its function for ISO form asks for two
    digits everywhere. -#}
{% macro trino__safe_timestamp(expression) -%}
    {%- set text = lead_scoring._trimmed_text(expression) -%}
    {%- set tidy = "replace(replace(upper(" ~ text ~ "), '/', '-'), 'UTC', 'Z')" -%}
    {%- set tidy = "regexp_replace(" ~ tidy ~ ", ' *(Z|[+-][0-9]{2}(:?[0-9]{2})?)$', '$1')" -%}
    {%- set tidy = "regexp_replace(" ~ tidy ~ ", '(^|[^0-9.])([0-9])(?![0-9])', '$10$2')" -%}
    {%- set parsed = "try(from_iso8601_timestamp(replace(" ~ tidy ~ ", ' ', 'T')))" -%}
    case
        when {{ lead_scoring._is_time(text, lead_scoring._utc_ending()) }}
            then cast({{ parsed }} as timestamp)
        when {{ lead_scoring._is_time(text, lead_scoring._offset_ending()) }}
            then cast(at_timezone({{ parsed }}, 'UTC') as timestamp)
    end
{%- endmacro %}

{% macro _trimmed_text(expression) -%}
    {{ lead_scoring.trim_text('cast(' ~ expression ~ ' as ' ~ dbt.type_string() ~ ')') }}
{%- endmacro %}

{% macro _is_time(text, ending='') -%}
    {{ lead_scoring.matches_pattern(text, lead_scoring.time_pattern(ending)) }}
{%- endmacro %}
