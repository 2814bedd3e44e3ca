{#- Whether a score lies in `interval`, a relation with from_score and below_score; an end that is
    null is open. -#}
{% macro lies_in_interval(score, interval) -%}
    {{ score }} >= coalesce({{ interval }}.from_score, {{ score }})
    and {{ score }} < coalesce({{ interval }}.below_score, {{ score }} + 1)
{%- endmacro %}
