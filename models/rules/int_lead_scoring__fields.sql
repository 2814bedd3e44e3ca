-- One row a field that rules may refer to, from the vars lead_scoring__lead_attributes and
-- lead_scoring__event_properties: scope 'lead' for attribute rules, 'event' for event rules.
{{ config(materialized=lead_scoring.small_step()) }}
{% set scopes = [('lead', lead_scoring.lead_fields()), ('event', lead_scoring.event_fields())] %}

{% for scope, fields in scopes %}
{%- for field in fields %}
select
    '{{ scope }}' as scope,
    '{{ field.name }}' as field,
    '{{ field.type }}' as data_type,
    {{ field.kind == 'computed' }} as is_computed
union all
{%- endfor %}
{%- endfor %}
-- No field at all still makes a query.
select
    cast(null as {{ dbt.type_string() }}) as scope,
    cast(null as {{ dbt.type_string() }}) as field,
    cast(null as {{ dbt.type_string() }}) as data_type,
    cast(null as boolean) as is_computed
from (select 1 as one) as no_rows
where false
