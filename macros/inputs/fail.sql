{#- Stops dbt with one sentence that says who speaks. -#}
{% macro _fail(sentence) -%}
    {{ exceptions.raise_compiler_error('lead_scoring: ' ~ sentence ~ '.') }}
{%- endmacro %}
