{#- How many days before the last run's as-of date events are read again, or none: all of them. -#}
{% macro lookback_days() -%}
    {%- set days = lead_scoring.setting('lookback_days') -%}
    {%- if days is not none and (days is not integer or days is boolean or days < 0) -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__lookback_days is '" ~ days
            ~ "'; write it as a whole number from 0, or null to read all events in every run"
        ) }}
    {%- endif -%}
    {{ return(days) }}
{%- endmacro %}
