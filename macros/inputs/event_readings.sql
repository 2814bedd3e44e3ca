{#- A query of one row that says in `read_with` how the events are read: where they are, under which
    names, what their types are called, who is scored, and what is looked for. What was read
    otherwise in the last run cannot be taken over. -#}
{% macro event_readings() -%}
    {%- set settings = [
        var('lead_scoring__events', none),
        lead_scoring.setting('columns').get('events'),
        lead_scoring.event_fields(),
        lead_scoring.setting('placeholders'),
        lead_scoring.setting('scored_actors'),
        lead_scoring.setting('events_are_unique'),
    ] -%}
    {#- The file of event types may be empty, and so may the keys. -#}
    select
        {{ dbt.hash(
            "coalesce(event_types.state, '') || ':' || coalesce(match_keys.state, '') || '"
            ~ local_md5(settings | string) ~ "'"
        ) }} as read_with
    from (
        select
            {{ lead_scoring.list_text(
                "raw_event_type || '|' || event_type || '|' || actor", ';',
                'raw_event_type, event_type, actor'
            ) }} as state
        from {{ ref('stg_lead_scoring__event_types') }}
    ) as event_types
    cross join (
        select {{ lead_scoring.row_set_hash(['match_key']) }} as state
        from {{ ref('int_lead_scoring__match_keys') }}
        where scope = 'event'
    ) as match_keys
{%- endmacro %}
