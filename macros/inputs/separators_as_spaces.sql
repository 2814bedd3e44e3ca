{#- Text in which the marks that people put between the words of a job title are spaces. -#}
{% macro separators_as_spaces(expression) -%}
    {%- set ns = namespace(text=expression) -%}
    {%- for mark in [
        ',', '.', '/', '&', '(', ')', '-', '|', ';', ':', '+', '–', '—',
        '\t', '\n', '\u00a0', '\u2009',
        '\u202f', '\u3000',
    ] -%}
        {%- set literal = lead_scoring.text_literal(mark) -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", " ~ literal ~ ", ' ')" -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}
