{#- The vars that change scores, as a dict of name to value: they are part of the rules in force.
    What says where data lie, and what only the backtest reads, is not. -#}
{% macro scoring_vars() -%}
    {%- set values = {} -%}
    {%- for name in ['lead_attributes', 'event_properties', 'placeholders', 'scored_actors'] -%}
        {%- do values.update({'lead_scoring__' ~ name: var('lead_scoring__' ~ name, none)}) -%}
    {%- endfor -%}
    {{ return(values) }}
{%- endmacro %}
