{#- How a small step between two tables is kept: as a view, but on Spark as a table, because Spark
    plans a view anew wherever it is read, and the views that it reads with it. -#}
{% macro small_step() -%}
    {{ return('table' if target.type in ('spark', 'databricks') else 'view') }}
{%- endmacro %}
