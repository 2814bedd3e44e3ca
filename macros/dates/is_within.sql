{#- Whether a date lies between two days, of which the first is included and the second is not; null
    is an end that is open. -#}
{% macro is_within(date, starts_on, ends_on) -%}
    {{ date }} >= {{ starts_on }}
    and {{ date }} < coalesce({{ ends_on }}, {{ lead_scoring.never() }})
{%- endmacro %}
