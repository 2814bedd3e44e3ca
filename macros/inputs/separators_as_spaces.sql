{#- Text in which the marks that people put between the words of a job title are spaces. -#}
{% macro separators_as_spaces(expression) -%}
    {%- set ns = namespace(text=expression) -%}
    {%- for mark in [',', '.', '/', '&', '(', ')', '-', '|', ';', ':', '+'] -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", '" ~ mark ~ "', ' ')" -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}
