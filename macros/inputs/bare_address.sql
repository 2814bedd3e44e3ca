{#- An e-mail address without what people write around it: blanks, a name before angle brackets,
    marks at its ends. -#}
{% macro bare_address(text) -%}
    {%- set ns = namespace(text='lower(' ~ text ~ ')') -%}
    {%- for blank in [' ', '\t', '\n', '\r', '\u00a0', '\u202f', '\u200b'] -%}
        {%- set literal = lead_scoring.text_literal(blank) -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", " ~ literal ~ ", '')" -%}
    {%- endfor -%}
    {%- set in_brackets = lead_scoring.text_part(ns.text, '<', 2) -%}
    {{ lead_scoring.trim_signs(
        "coalesce(nullif(" ~ in_brackets ~ ", ''), " ~ ns.text ~ ")", ".,;:<>()[]\"'"
    ) }}
{%- endmacro %}

{#- One @, and behind it the labels of a domain, of which the last begins with a letter. -#}
{% macro _address_pattern() -%}
    {%- set others = '@.,;:<>()"' -%}
    {{ return(
        '^[^@]+@([^' ~ others ~ ']+[.])+[^0-9' ~ others ~ '][^' ~ others ~ ']+$'
    ) }}
{%- endmacro %}
