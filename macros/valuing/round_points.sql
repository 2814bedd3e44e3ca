{#- Points as they are published: 4 decimals, half away from zero. -#}
{% macro round_points(expression) -%}
    {{ return(adapter.dispatch('round_points', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__round_points(expression) -%}
    cast(round({{ expression }}, 4) as {{ lead_scoring.type_points() }})
{%- endmacro %}

{#- PostgreSQL rounds a double to even; only numeric rounds half away from zero. -#}
{% macro postgres__round_points(expression) -%}
    cast(round(cast({{ expression }} as numeric), 4) as {{ lead_scoring.type_points() }})
{%- endmacro %}
