{#- A query of one row that says in `read_with` how the events are read: where they are, under which
    names, what their types are called and who is scored. What was read otherwise in the last run
    cannot be taken over. -#}
{% macro event_readings() -%}
    {%- set settings = [
        var('lead_scoring__events', none),
        (var('lead_scoring__columns', {}) or {}).get('events'),
        lead_scoring.event_fields(),
        var('lead_scoring__placeholders', []),
        var('lead_scoring__scored_actors', []),
    ] -%}
    {%- set event_types = lead_scoring.list_text(
        "raw_event_type || '|' || event_type || '|' || actor", ';',
        'raw_event_type, event_type, actor'
    ) -%}
    {#- The file of event types may be empty. -#}
    select
        {{ dbt.hash(
            "coalesce(" ~ event_types ~ ", '') || '" ~ local_md5(settings | string) ~ "'"
        ) }} as read_with
    from {{ ref('stg_lead_scoring__event_types') }}
{%- endmacro %}
