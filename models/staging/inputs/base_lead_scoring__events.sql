-- Every row of the events input, cleaned and judged: rejection_reason is null for the rows that are
-- used.
{% set properties = lead_scoring.event_fields() %}
{% set names = ['event_id', 'lead_id', 'event_type', 'occurred_at'] %}
{% set columns = {} %}
{% for name in names + properties | map(attribute='name') | list %}
{% do columns.update({name: 'source.' ~ lead_scoring.input_column('events', name)}) %}
{% endfor %}

with source as (
    select * from {{ lead_scoring.input_relation('events') }}
),

event_types as (
    select
        raw_event_type,
        min(event_type) as event_type,
        min(actor) as actor
    from {{ ref('stg_lead_scoring__event_types') }}
    group by raw_event_type
),

typed as (
    select
        {{ lead_scoring.clean_id(columns['event_id']) }} as event_id,
        {{ lead_scoring.clean_id(columns['lead_id']) }} as source_lead_id,
        lower({{ lead_scoring.clean_id(columns['event_type']) }}) as raw_event_type,
        {%- for property in properties %}
        {{ lead_scoring.clean_field(columns[property.name], property.type) }}
            as {{ adapter.quote(property.name) }},
        {%- endfor %}
        {{ lead_scoring.safe_timestamp(columns['occurred_at']) }} as occurred_at
    from source
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

judged as (
    select
        resolved.*,
        coalesce(event_types.event_type, resolved.raw_event_type) as event_type,
        coalesce(event_types.actor, 'prospect') as actor,
        case
            when resolved.event_id is null or resolved.lead_id is null then 'no_id'
            when resolved.raw_event_type is null then 'no_event_type'
            when resolved.occurred_at is null then 'unparseable_date'
            when cast(resolved.occurred_at as date) > {{ lead_scoring.as_of_date() }}
                then 'future_event'
            when leads.lead_id is null then 'unknown_lead'
        end as first_reason
    from resolved
    left join event_types on resolved.raw_event_type = event_types.raw_event_type
    left join {{ ref('stg_lead_scoring__leads') }} as leads on resolved.lead_id = leads.lead_id
),

-- The earliest row of an event_id is kept, so that a repetition never changes an earlier score.
ranked as (
    select
        *,
        row_number() over (
            partition by event_id, first_reason
            order by
                occurred_at asc,
                lead_id asc,
                {% for property in properties -%}
                {{ adapter.quote(property.name) }} asc nulls last,
                {% endfor -%}
                event_type asc
        ) as copy_number
    from judged
),

final as (
    select
        *,
        coalesce(first_reason, case when copy_number > 1 then 'duplicate' end) as rejection_reason
    from ranked
)

select * from final
