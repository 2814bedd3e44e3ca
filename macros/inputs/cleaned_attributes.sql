{#- The declared attributes in their declared types, from the columns of trimmed_field(), each with
    a comma after it. An e-mail address is in lower case. Of what is no text, the text stays beside
    it, in text_<name>, for lead_scoring__unread_values. -#}
{% macro cleaned_attributes() -%}
    {%- for attribute in lead_scoring._declared_fields('lead_attributes') %}
    {%- set cleaned = lead_scoring.clean_field(attribute) %}
    {%- set is_email = attribute.name == 'email' and attribute.type == 'text' %}
        {{ 'lower(' ~ cleaned ~ ')' if is_email else cleaned }}
        {{- ' as ' ~ lead_scoring.user_column('attribute', attribute.name) }},
        {%- if attribute.type != 'text' %}
        {{ lead_scoring.user_column('text', attribute.name) }},
        {%- endif %}
    {%- endfor %}
{%- endmacro %}
