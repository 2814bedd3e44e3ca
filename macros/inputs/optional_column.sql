{#- An input column that may be missing, for with_optional_columns(). Once it is named in
    lead_scoring__columns it must be there: a mistyped name would lose it silently. -#}
{% macro optional_column(input, column) -%}
    {%- set source = lead_scoring.input_column(input, column) -%}
    {%- set optional = lead_scoring._optional_columns().get(input, []) -%}
    {%- set is_optional = source == column and column in optional -%}
    {{ return({'name': column, 'source': source, 'optional': is_optional}) }}
{%- endmacro %}

{#- The columns of each input that need not be there. -#}
{% macro _optional_columns() -%}
    {{ return({
        'leads': ['updated_at'],
        'conversions': ['amount'],
        'dispositions': ['reason'],
        'crm_synced': ['synced_at'],
    }) }}
{%- endmacro %}
