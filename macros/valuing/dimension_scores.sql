{#- The sums of a query's entries by dimension, as scores. -#}
{% macro dimension_scores(entries) -%}
    {%- for dimension in ['fit', 'engagement'] %}
    {%- set points = 'case when ' ~ entries ~ ".dimension = '" ~ dimension ~ "' then " ~ entries
        ~ '.points end' %}
    cast(coalesce(sum({{ points }}), 0) as {{ lead_scoring.type_points() }})
    {{- ' as ' ~ dimension ~ '_score,' }}
    {%- endfor %}
    cast(coalesce(sum({{ entries }}.points), 0) as {{ lead_scoring.type_points() }}) as total_score
{%- endmacro %}
