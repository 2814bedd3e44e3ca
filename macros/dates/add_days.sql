{#- A date some whole days later. dbt.dateadd gives a timestamp on most engines. -#}
{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days', 'lead_scoring')(date, days)) }}
{%- endmacro %}

{% macro default__add_days(date, days) -%}
    cast({{ lead_scoring.on_one_line(dbt.dateadd('day', days, date)) }} as date)
{%- endmacro %}

{#- What dbt makes of it on Spark goes by seconds, ten times as long. -#}
{% macro spark__add_days(date, days) -%}
    date_add(cast({{ date }} as date), cast({{ days }} as integer))
{%- endmacro %}
