{#- The as-of date D as a SQL date. Nothing else in the package knows what day it is: an unset date
    is the day on which the run started, in UTC, the same for all models of the run. -#}
{% macro as_of_date() -%}
    {%- set day = lead_scoring.setting('as_of_date') or '' -%}
    {%- set day = (day | string).strip() -%}
    {%- if not day -%}
        {%- set day = run_started_at.strftime('%Y-%m-%d') -%}
    {%- endif -%}
    {%- if not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', day) -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__as_of_date is '" ~ day ~ "'; write it as a date like 2026-06-30"
        ) }}
    {%- endif -%}
    cast('{{ day }}' as date)
{%- endmacro %}
