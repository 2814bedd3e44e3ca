{#- What the planner has to be told of a table that was just made, as a statement for a post-hook;
    nothing where the engine knows by itself.

    Postgres looks at a new table a minute later, and until then takes joins on several columns for
    tiny: a model that reads it can take minutes instead of a second. -#}
{% macro gather_statistics() -%}
    {{ return(adapter.dispatch('gather_statistics', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__gather_statistics() -%}{%- endmacro %}

{% macro postgres__gather_statistics() -%}
    {% if model.config.materialized != 'view' %}analyze {{ this }}{% endif %}
{%- endmacro %}

{% macro redshift__gather_statistics() -%}{%- endmacro %}
