{#- Trimmed text; null where it is empty. An id may well read "null" or "-". -#}
{% macro clean_id(expression) -%}
    {%- set text = 'cast(' ~ expression ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    nullif({{ lead_scoring.trim_text(text) }}, '')
{%- endmacro %}
