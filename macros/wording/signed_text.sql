{#- Points for people with all their decimals: +10, -7.5, 0. -#}
{% macro signed_text(points) -%}
    case when {{ points }} > 0 then '+' else '' end || {{ lead_scoring.number_text(points) }}
{%- endmacro %}
