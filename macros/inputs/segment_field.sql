{#- The lead attribute in the var lead_scoring__segment_field, declared or derived; none if unset.
    -#}
{% macro segment_field() -%}
    {%- set name = lead_scoring.setting('segment_field') -%}
    {%- set known = lead_scoring.lead_fields() | rejectattr('kind', 'equalto', 'computed')
        | map(attribute='name') | list -%}
    {%- if name and name not in known -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__segment_field is '" ~ name ~ "'; known are "
            ~ known | join(', ')
        ) }}
    {%- endif -%}
    {{ return(name) }}
{%- endmacro %}
