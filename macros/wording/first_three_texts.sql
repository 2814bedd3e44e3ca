{#- Joins the texts of a group that are numbered 1, 2 and 3. `list_text` would sort every group. -#}
{% macro first_three_texts(text, number) -%}
    {%- for n in range(1, 4) -%}
    {%- set numbered = 'max(case when ' ~ number ~ ' = ' ~ n ~ ' then ' ~ text ~ ' end)' -%}
    {{ numbered if loop.first else " || coalesce('; ' || " ~ numbered ~ ", '')" }}
    {%- endfor -%}
{%- endmacro %}
