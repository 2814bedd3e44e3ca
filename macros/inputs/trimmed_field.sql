{#- The columns that clean_field() reads, each with a comma after it: what a cell says, and of a
    number whether its column is of text. -#}
{% macro trimmed_field(expression, field) %}
{%- set text = lead_scoring.user_column('text', field.name) %}
{%- set is_text = lead_scoring.user_column('is_text', field.name) %}
        {{ lead_scoring.clean_text(expression) }} as {{ text }},
        {%- if field.type == 'number' %}
        {{ lead_scoring.is_text(expression) }} as {{ is_text }},
        {%- endif %}
{%- endmacro %}
