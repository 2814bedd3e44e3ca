{#- A declared attribute or property in its declared type. -#}
{% macro clean_field(expression, type) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    {%- if type == 'number' -%}
        {{ lead_scoring.safe_number(text) }}
    {%- elif type == 'boolean' -%}
        {{ lead_scoring.boolean_text('lower(' ~ text ~ ')') }}
    {%- else -%}
        {{ text }}
    {%- endif -%}
{%- endmacro %}
