{#- A declared attribute or property in its declared type, from the columns of trimmed_field(). -#}
{% macro clean_field(field) -%}
    {%- set text = lead_scoring.user_column('text', field.name) -%}
    {%- if field.type == 'number' -%}
        {{ lead_scoring.read_number(text, lead_scoring.user_column('is_text', field.name)) }}
    {%- elif field.type == 'boolean' -%}
        {{ lead_scoring.boolean_text('lower(' ~ text ~ ')') }}
    {%- else -%}
        {{ text }}
    {%- endif -%}
{%- endmacro %}
