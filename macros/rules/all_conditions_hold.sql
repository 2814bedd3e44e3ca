{#- True for a row with the columns of condition_values() that meets every condition of its match
    key. -#}
{% macro all_conditions_hold() -%}
    {%- for slot in range(1, lead_scoring.max_conditions() + 1) %}
        {{ 'and ' if not loop.first -}}
        {{ lead_scoring.condition_holds(slot) }}
    {%- endfor %}
{%- endmacro %}
