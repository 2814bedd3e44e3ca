{#- Whether a score lies in the interval of int_lead_scoring__calibration in `interval`; an end that
    is null is open. -#}
{% macro lies_in_interval(score, interval) -%}
    {{ score }} >= coalesce({{ interval }}.from_score, {{ score }})
    and {{ score }} < coalesce({{ interval }}.below_score, {{ score }} + 1)
{%- endmacro %}
