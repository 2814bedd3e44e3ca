{#- A text that is known while compiling as a literal of SQL. -#}
{% macro text_literal(text) -%}
    {{ return(adapter.dispatch('text_literal', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__text_literal(text) -%}
    {{ return("'" ~ text.replace("'", "''") ~ "'") }}
{%- endmacro %}

{#- Some engines read a backslash as the beginning of something else, and of them BigQuery wants a
    line break written so. -#}
{% macro _escaped_literal(text) -%}
    {{ return(
        "'" ~ text.replace("\\", "\\\\").replace("'", "\\'")
            .replace("\n", "\\n").replace("\r", "\\r") ~ "'"
    ) }}
{%- endmacro %}

{% macro spark__text_literal(text) -%}
    {{ return(lead_scoring._escaped_literal(text)) }}
{%- endmacro %}

{% macro snowflake__text_literal(text) -%}
    {{ return(lead_scoring._escaped_literal(text)) }}
{%- endmacro %}

{% macro bigquery__text_literal(text) -%}
    {{ return(lead_scoring._escaped_literal(text)) }}
{%- endmacro %}
