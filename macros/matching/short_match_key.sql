{#- As much of a match key as tells it from the others of a project, for texts of many of them. -#}
{% macro short_match_key(match_key='match_key') -%}
    left({{ match_key }}, 12)
{%- endmacro %}
