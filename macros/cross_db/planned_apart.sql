{#- What stands before the parenthesis of a CTE that is to be planned on its own. DuckDB 1.4 takes
    twice as long to plan a query with each window that stands on another one. -#}
{% macro planned_apart() -%}
    {{ return(adapter.dispatch('planned_apart', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__planned_apart() -%}
    {{ return('') }}
{%- endmacro %}

{% macro duckdb__planned_apart() -%}
    {{ return('materialized') }}
{%- endmacro %}
