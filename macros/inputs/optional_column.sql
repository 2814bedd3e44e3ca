{#- An input column that may be missing, for with_optional_columns(). Once it is named in
    lead_scoring__columns it must be there: a mistyped name would lose it silently. -#}
{% macro optional_column(input, column) -%}
    {%- set source = lead_scoring.input_column(input, column) -%}
    {{ return({'name': column, 'source': source, 'optional': source == column}) }}
{%- endmacro %}
