{#- What event rules may refer to: the declared event properties. Each is {name, type, kind}. -#}
{% macro event_fields() -%}
    {%- set fields = [] -%}
    {%- for property in lead_scoring._declared_fields('event_properties') -%}
        {%- do fields.append({'name': property.name, 'type': property.type, 'kind': 'declared'}) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}
