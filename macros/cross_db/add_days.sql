{#- A date some whole days later. dbt.dateadd gives a timestamp on most engines. -#}
{% macro add_days(date, days) -%}
    cast({{ dbt.dateadd('day', days, date) }} as date)
{%- endmacro %}
