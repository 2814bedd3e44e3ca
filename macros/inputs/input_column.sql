{#- The user's name for a column of an input, as set in lead_scoring__columns, or the name itself.
    -#}
{% macro input_column(input, column) -%}
    {%- set columns = (var('lead_scoring__columns', {}) or {}).get(input) or {} -%}
    {{ return(columns.get(column) or column) }}
{%- endmacro %}
