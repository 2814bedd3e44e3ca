{#- What the model left behind the last time it ran, as a relation to take over from, or none: on
    the first run, with --full-refresh, and where a table cannot be replaced by a query that reads
    it.

    A model that takes over what has not changed writes its table whole again. So nothing has to be
    deleted, and a run that dies half-way leaves the table of the run before it. Its columns are not
    looked up: a model that gets others, or that reads its rows otherwise, gets another name. -#}
{% macro last_run() -%}
    {%- if not execute or should_full_refresh() or not lead_scoring.stays_until_replaced() -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set relation = load_cached_relation(this) -%}
    {{ return(relation if relation and relation.type == 'table' else none) }}
{%- endmacro %}
