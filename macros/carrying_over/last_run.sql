{#- What the model left behind the last time it ran, as a relation to take over from, or none: on
    the first run, with --full-refresh, if it lacks one of `columns` (an earlier release made it),
    and where a table cannot be replaced by a query that reads it.

    A model that takes over what has not changed writes its table whole again. So nothing has to be
    deleted, and a run that dies half-way leaves the table of the run before it. -#}
{% macro last_run(columns) -%}
    {%- if not execute or should_full_refresh() or not lead_scoring.stays_until_replaced() -%}
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
