{#- What event rules may refer to: the declared event properties. Each is {name, type, kind}. -#}
{% macro event_fields() -%}
    {%- set fields = [] -%}
    {%- for property in lead_scoring._declared_fields('event_properties') -%}
        {%- do fields.append({'name': property.name, 'type': property.type, 'kind': 'declared'}) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}

{#- Whether two relations with an event's type and properties show the same look of an event: equal
    or both null, in words by which every engine can join with a hash. -#}
{% macro _is_same_look(one, other) -%}
    {{ one }}.event_type = {{ other }}.event_type
    {%- for field in lead_scoring.event_fields() %}
    {%- set name = adapter.quote(field.name) %}
    {%- set nothing = '0' if field.type == 'number' else "''" %}
        and coalesce({{ one }}.{{ name }}, {{ nothing }})
        = coalesce({{ other }}.{{ name }}, {{ nothing }})
        and ({{ one }}.{{ name }} is null) = ({{ other }}.{{ name }} is null)
    {%- endfor %}
{%- endmacro %}
