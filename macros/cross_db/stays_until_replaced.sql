{#- Whether this table, if it is there, stays as it was until the query that replaces it has ended,
    so that the query may read it. -#}
{% macro stays_until_replaced() -%}
    {{ return(adapter.dispatch('stays_until_replaced', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__stays_until_replaced() -%}
    {{ return(true) }}
{%- endmacro %}

{#- Spark empties a table of plain files before it writes it anew, and drops one of another format
    than asked for. Delta and Iceberg replace a table when the query has ended. -#}
{% macro spark__stays_until_replaced() -%}
    {%- set format = config.get('file_format') -%}
    {%- set relation = load_cached_relation(this) -%}
    {{ return(
        format in ('delta', 'iceberg') and (not relation or relation['is_' ~ format])
    ) }}
{%- endmacro %}

{#- Delta is what dbt makes there if nothing else is asked for. -#}
{% macro databricks__stays_until_replaced() -%}
    {{ return(config.get('file_format', 'delta') == 'delta') }}
{%- endmacro %}
