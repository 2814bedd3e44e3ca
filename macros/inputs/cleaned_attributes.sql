{#- The declared attributes in their declared types, from the columns attribute_<name>, each with a
    comma after it. An e-mail address is in lower case. -#}
{% macro cleaned_attributes() -%}
    {%- for attribute in lead_scoring._declared_fields('lead_attributes') %}
    {%- set column = lead_scoring.user_column('attribute', attribute.name) -%}
    {%- set cleaned = lead_scoring.clean_field(column, attribute.type) %}
    {%- set is_email = attribute.name == 'email' and attribute.type == 'text' %}
        {{ 'lower(' ~ cleaned ~ ')' if is_email else cleaned }} as {{ column }},
    {%- endfor %}
{%- endmacro %}
