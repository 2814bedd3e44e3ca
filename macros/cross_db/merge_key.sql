{#- What tells the rows of a table that grows apart, for a merge on Spark: rows that are there
    already are written over, not added again. Elsewhere nothing, because some engines would look
    every row up, delete it and insert it. -#}
{% macro merge_key(columns) -%}
    {{ return(columns if target.type in ('spark', 'databricks') else none) }}
{%- endmacro %}
