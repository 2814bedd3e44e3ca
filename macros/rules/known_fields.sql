{#- A query of the fields that rules may refer to, from the vars lead_scoring__lead_attributes and
    lead_scoring__event_properties: (scope, field, data_type, is_computed), with the scope 'lead'
    for attribute rules and 'event' for event rules. -#}
{% macro known_fields() -%}
    {%- set rows = [] -%}
    {%- for scope, fields in [
        ('lead', lead_scoring.lead_fields()), ('event', lead_scoring.event_fields())
    ] -%}
        {%- for field in fields -%}
            {%- do rows.append([
                "'" ~ scope ~ "'", lead_scoring.text_literal(field.name), "'" ~ field.type ~ "'",
                field.kind == 'computed',
            ]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ lead_scoring.written_rows(['scope', 'field', 'data_type', 'is_computed'], rows) }}
{%- endmacro %}
