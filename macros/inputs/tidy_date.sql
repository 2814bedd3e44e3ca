{#- A date as people and spreadsheets write it, in ISO form: 31/12/2026, 12/31/2026, 31.12.2026,
    2026/12/31. A text that is no date, or might be two, stays as it is: 03/04/2026 is in March or
    in April. -#}
{% macro tidy_date(text) -%}
    {%- set slashes = "replace(" ~ text ~ ", '-', '/')" -%}
    {%- set first = lead_scoring.text_part(slashes, '/', 1) -%}
    {%- set second = lead_scoring.text_part(slashes, '/', 2) -%}
    {%- set third = lead_scoring.text_part(slashes, '/', 3) -%}
    {%- set points = lead_scoring.text_part(text, '.', 1), lead_scoring.text_part(text, '.', 2),
        lead_scoring.text_part(text, '.', 3) -%}
    case
        when {{ lead_scoring.matches_pattern(text, '^[0-9]{4}[/-][0-9]{1,2}[/-][0-9]{1,2}$') }}
            then {{ lead_scoring._iso_date(first, second, third) }}
        when {{ lead_scoring.matches_pattern(text, '^[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}$') }}
            then {{ lead_scoring._iso_date(points[2], points[1], points[0]) }}
        when
            not {{ lead_scoring.matches_pattern(text, '^[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}$') }}
            then {{ text }}
        when cast({{ first }} as integer) > 12 or {{ first }} = {{ second }}
            then {{ lead_scoring._iso_date(third, second, first) }}
        when cast({{ second }} as integer) > 12
            then {{ lead_scoring._iso_date(third, first, second) }}
        else {{ text }}
    end
{%- endmacro %}

{% macro _iso_date(year, month, day) -%}
    {{ year }} || '-' || right('0' || {{ month }}, 2) || '-' || right('0' || {{ day }}, 2)
{%- endmacro %}

{#- What a date of the analyst's files looks like after tidy_date(). -#}
{% macro _iso_date_pattern() -%}^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]*)?${%- endmacro %}
