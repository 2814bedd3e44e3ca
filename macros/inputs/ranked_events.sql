{#- The events input read and judged without regard to whose they are: a chain of CTEs, to stand in
    the caller's with clause, of which the last, `ranked_events`, has one row a row of the input.
    row_reason says why the row itself cannot be used, copy_number 1 which of the rows of an
    event_id counts: the earliest, so that a repetition never changes an earlier score. With
    lead_scoring__events_are_unique nothing is looked for: each row is the only one.

    `after` is a SQL date: only what occurred on a later day is read, and `with_undated` what has no
    readable date. -#}
{% macro ranked_events(after=none, with_undated=false) -%}
{%- set properties = lead_scoring.event_fields() -%}
{%- set columns = {} -%}
{%- for name in lead_scoring.input_columns().events -%}
    {%- set column = 'lead_scoring_row.' ~ lead_scoring.input_column('events', name) -%}
    {%- do columns.update({name: column}) -%}
{%- endfor -%}
event_types as (
    select
        raw_event_type,
        min(event_type) as event_type,
        min(actor) as actor
    from {{ ref('stg_lead_scoring__event_types') }}
    group by raw_event_type
),

typed_events as (
    select
        {{ lead_scoring.clean_id(columns['event_id']) }} as event_id,
        {{ lead_scoring.clean_id(columns['lead_id']) }} as source_lead_id,
        lower({{ lead_scoring.clean_id(columns['event_type']) }}) as raw_event_type,
        {%- for property in properties %}
        {{ lead_scoring.clean_field(columns[property.name], property.type) }}
            as {{ property.column }},
        {%- endfor %}
        {{ lead_scoring.safe_timestamp(columns['occurred_at']) }} as occurred_at
    from {{ lead_scoring.input_relation('events') }} as lead_scoring_row
    {%- if after %}
    {#- Here, so that only the texts of these events are cleaned. #}
    {%- set occurred_at = lead_scoring.safe_timestamp(columns['occurred_at']) %}
    where
        cast({{ occurred_at }} as date) > {{ after }}
        {%- if with_undated %}
        or {{ occurred_at }} is null
        {%- endif %}
    {%- endif %}
),

judged_events as (
    select
        typed_events.*,
        coalesce(event_types.event_type, typed_events.raw_event_type) as event_type,
        coalesce(event_types.actor, 'prospect') as actor,
        case
            when typed_events.event_id is null or typed_events.source_lead_id is null then 'no_id'
            when typed_events.raw_event_type is null then 'no_event_type'
            when typed_events.occurred_at is null then 'unparseable_date'
            when cast(typed_events.occurred_at as date) > {{ lead_scoring.as_of_date() }}
                then 'future_event'
        end as row_reason
    from typed_events
    left join event_types on typed_events.raw_event_type = event_types.raw_event_type
),

ranked_events as (
    select
        *,
        {% if lead_scoring.setting('events_are_unique') -%}
        1 as copy_number
        {%- else -%}
        row_number() over (
            partition by event_id, row_reason
            order by
                occurred_at asc,
                source_lead_id asc,
                {% for property in properties -%}
                {{ property.column }} asc nulls last,
                {% endfor -%}
                event_type asc
        ) as copy_number
        {%- endif %}
    from judged_events
)
{%- endmacro %}
