{#- The events input read and judged without regard to whose they are: a chain of CTEs, to stand in
    the caller's with clause, of which the last, `ranked_events`, has one row a row of the input.
    row_reason says why the row itself cannot be used, copy_number 1 which of the rows of an
    event_id counts: the earliest, so that a repetition never changes an earlier score. Of the
    others copy_reason tells whether they say the same of what happened, and first_lead_id whose the
    row that counts is, if not of the same id; a merge may make them one person's (_copy_reason()
    below). Rows of erased leads are left out first: nobody's event gives way to theirs. With
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
{%- set of_one_id -%}
partition by event_id, row_reason
            order by
                occurred_at asc,
                {% for property in properties -%}
                {{ property.column }} asc nulls last,
                {% endfor -%}
                event_type asc
{%- endset -%}
erased as (
    {{ lead_scoring.erased_leads() }}
),

event_types as (
    select
        raw_event_type,
        min(event_type) as event_type,
        min(actor) as actor
    from {{ ref('stg_lead_scoring__event_types') }}
    group by raw_event_type
),

trimmed_events as (
    select
        {{ lead_scoring.clean_id(columns['event_id']) }} as event_id,
        {{ lead_scoring.clean_id(columns['lead_id']) }} as source_lead_id,
        lower({{ lead_scoring.clean_id(columns['event_type']) }}) as raw_event_type,
        {%- for property in properties %}
        {{- lead_scoring.trimmed_field(columns[property.name], property) }}
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

typed_events as (
    select
        event_id,
        source_lead_id,
        raw_event_type,
        {%- for property in properties %}
        {{ lead_scoring.clean_field(property) }} as {{ property.column }},
        {%- endfor %}
        occurred_at
    from trimmed_events
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
    left join erased on typed_events.source_lead_id = erased.lead_id
    where erased.lead_id is null
),

{%- if lead_scoring.setting('events_are_unique') %}
ranked_events as (
    select
        *,
        cast(null as {{ dbt.type_string() }}) as copy_reason,
        cast(null as {{ dbt.type_string() }}) as first_lead_id
    from judged_events
)
{%- else %}
{#- The lead's id comes last: by it is chosen only between rows that are alike in all else. #}
numbered_events as (
    select
        *,
        row_number() over ({{ of_one_id }}, source_lead_id asc) as copy_number,
        rank() over ({{ of_one_id }}) as content_number,
        first_value(source_lead_id) over ({{ of_one_id }}, source_lead_id asc) as kept_lead_id
    from judged_events
),

ranked_events as (
    select
        *,
        case
            when copy_number = 1 then null
            when content_number = 1 then 'duplicate'
            else 'conflicting_duplicate'
        end as copy_reason,
        case when row_reason is null and source_lead_id <> kept_lead_id then kept_lead_id end
            as first_lead_id
    from numbered_events
)
{%- endif %}
{%- endmacro %}

{#- Why a row is not used that repeats an event_id, once merges are followed: `relation` has its
    copy_reason and lead_id, `first` is the alias of stg_lead_scoring__lead_aliases for its
    first_lead_id. -#}
{% macro _copy_reason(copy_reason, relation, first) -%}
    case
        when
            {{ copy_reason }} in ('duplicate', 'conflicting_duplicate')
            and coalesce({{ first }}.lead_id, {{ relation }}.first_lead_id)
            <> {{ relation }}.lead_id
            then 'event_id_of_another_lead'
        else {{ copy_reason }}
    end
{%- endmacro %}
