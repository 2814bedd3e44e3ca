{#- The lead attribute that says to which account a lead belongs, from the var
    lead_scoring__account_field. -#}
{% macro account_field() -%}
    {%- set field = lead_scoring.setting('account_field') -%}
    {%- set field = field | string | lower -%}
    {%- set known = lead_scoring.lead_fields()
        | rejectattr('kind', 'equalto', 'computed') | map(attribute='name') | list -%}
    {%- if field not in known -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__account_field is '" ~ field
            ~ "'; name an attribute of leads: " ~ known | join(', ')
        ) }}
    {%- endif -%}
    {{ return(field) }}
{%- endmacro %}
