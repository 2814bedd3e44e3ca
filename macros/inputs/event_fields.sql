{#- What event rules may refer to: the declared event properties. Each is {name, type, kind,
    column}. -#}
{% macro event_fields() -%}
    {%- set fields = [] -%}
    {%- for property in lead_scoring._declared_fields('event_properties') -%}
        {%- set column = lead_scoring.user_column('property', property.name) -%}
        {%- do fields.append(dict(property, kind='declared', column=column)) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}

{#- Whether two relations with an event's type and properties show the same look of an event: equal
    or both null, in words by which every engine can join with a hash. -#}
{% macro _is_same_look(one, other) -%}
    {{ one }}.event_type = {{ other }}.event_type
    {%- for field in lead_scoring.event_fields() %}
    {%- set nothing = '0' if field.type == 'number' else "''" %}
        and coalesce({{ one }}.{{ field.column }}, {{ nothing }})
        = coalesce({{ other }}.{{ field.column }}, {{ nothing }})
        and ({{ one }}.{{ field.column }} is null) = ({{ other }}.{{ field.column }} is null)
    {%- endfor %}
{%- endmacro %}
