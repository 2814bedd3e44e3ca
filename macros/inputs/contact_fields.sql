{#- Who a lead is: columns of the staged leads, null for those that are no declared attribute. -#}
{% macro contact_fields(leads) -%}
    {%- set declared = lead_scoring.lead_fields() | map(attribute='name') | list -%}
    {%- for field in ['email', 'first_name', 'last_name', 'company', 'job_title', 'country'] %}
    {% if field in declared -%}
    cast({{ leads }}.{{ lead_scoring.user_column('attribute', field) }} as {{ dbt.type_string() }})
        as {{ field }}
    {%- else -%}
    cast(null as {{ dbt.type_string() }}) as {{ field }}
    {%- endif %}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
