{#- Trimmed text; null where nothing, or only a placeholder such as "N/A", was entered. -#}
{% macro clean_text(expression) -%}
    {%- set text = 'cast(' ~ expression ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    {%- set text = lead_scoring.trim_text(text) -%}
    {%- set placeholders = lead_scoring.setting('placeholders') -%}
    case when lower({{ text }}) not in (
        {%- for word in placeholders -%}
            {{ lead_scoring.text_literal(word | lower) }}{{ ', ' if not loop.last }}
        {%- else -%}''{%- endfor -%}
    ) then {{ text }} end
{%- endmacro %}
