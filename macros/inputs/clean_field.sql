{#- A declared attribute or property in its declared type, from the columns of trimmed_field(). -#}
{% macro clean_field(field) -%}
    {%- set text = adapter.quote('text_' ~ field.name) -%}
    {%- if field.type == 'number' -%}
        {{ lead_scoring.read_number(text, adapter.quote('is_text_' ~ field.name)) }}
    {%- elif field.type == 'boolean' -%}
        {{ lead_scoring.boolean_text('lower(' ~ text ~ ')') }}
    {%- else -%}
        {{ text }}
    {%- endif -%}
{%- endmacro %}
