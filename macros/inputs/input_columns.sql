{#- The canonical columns of every input, the declared attributes and properties among them. -#}
{% macro input_columns() -%}
    {{ return({
        'leads': ['lead_id', 'created_at', 'updated_at']
            + lead_scoring._declared_fields('lead_attributes') | map(attribute='name') | list,
        'events': ['event_id', 'lead_id', 'event_type', 'occurred_at']
            + lead_scoring._declared_fields('event_properties') | map(attribute='name') | list,
        'conversions': ['lead_id', 'converted_at', 'amount'],
        'dispositions': ['lead_id', 'disposition', 'disposed_at', 'reason'],
        'lead_aliases': ['alias_lead_id', 'lead_id'],
        'lead_history': ['lead_id', 'valid_from']
            + lead_scoring._declared_fields('lead_attributes') | map(attribute='name') | list,
        'cutoffs': ['lead_id', 'cutoff_date'],
    }) }}
{%- endmacro %}
