{#- What the model left behind the last time it ran, as a relation to take over from, or none: on
    the first run, with --full-refresh, if it lacks one of `columns` (an earlier release made it),
    and where a table cannot be replaced by a query that reads it.

    A model that takes over what has not changed writes its table whole again. So nothing has to be
    deleted, and a run that dies half-way leaves the table of the run before it. -#}
{% macro last_run(columns) -%}
    {{ return(adapter.dispatch('last_run', 'lead_scoring')(columns)) }}
{%- endmacro %}

{% macro default__last_run(columns) -%}
    {%- if not execute or should_full_refresh() -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set relation = load_cached_relation(this) -%}
    {%- if not relation or relation.type != 'table' -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set present = adapter.get_columns_in_relation(relation) | map(attribute='name')
        | map('lower') | list -%}
    {{ return(relation if not columns | reject('in', present) | list else none) }}
{%- endmacro %}

{#- Spark empties a table of plain files before it writes it anew, and drops one of another format
    than asked for. Delta and Iceberg replace a table when the query has ended. -#}
{% macro spark__last_run(columns) -%}
    {%- set relation = lead_scoring.default__last_run(columns) -%}
    {%- set format = config.get('file_format') -%}
    {%- if relation and format in ('delta', 'iceberg') and relation['is_' ~ format] -%}
        {{ return(relation) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#- Delta is what dbt makes there if nothing else is asked for. -#}
{% macro databricks__last_run(columns) -%}
    {%- if config.get('file_format', 'delta') == 'delta' -%}
        {{ return(lead_scoring.default__last_run(columns)) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}
