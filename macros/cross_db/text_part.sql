{#- One of the parts of a text, the first being 1; the number may be an expression, which dbt's own
    macro does not take on every engine. -#}
{% macro text_part(text, separator, number) -%}
    {{ return(adapter.dispatch('text_part', 'lead_scoring')(text, separator, number)) }}
{%- endmacro %}

{% macro default__text_part(text, separator, number) -%}
    split_part({{ text }}, '{{ separator }}', {{ number }})
{%- endmacro %}

{% macro bigquery__text_part(text, separator, number) -%}
    split({{ text }}, '{{ separator }}')[safe_offset({{ number }} - 1)]
{%- endmacro %}
