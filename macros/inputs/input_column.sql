{#- The user's name for a column of an input, as set in lead_scoring__columns, or the name itself.
    -#}
{% macro input_column(input, column) -%}
    {%- set columns = lead_scoring.setting('columns').get(input) or {} -%}
    {{ return(columns.get(column) or column) }}
{%- endmacro %}
