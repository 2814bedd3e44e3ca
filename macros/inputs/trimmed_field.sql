{#- The columns that clean_field() reads, each with a comma after it: what a cell says, and of a number
    whether its column is of text. -#}
{% macro trimmed_field(expression, field) %}
        {{ lead_scoring.clean_text(expression) }} as {{ lead_scoring.user_column('text', field.name) }},
        {%- if field.type == 'number' %}
        {{ lead_scoring.is_text(expression) }} as {{ lead_scoring.user_column('is_text', field.name) }},
        {%- endif %}
{%- endmacro %}
