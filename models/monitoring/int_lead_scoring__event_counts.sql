-- What became of the events: rejection_reason × event_type × whether scores see such events. Two
-- marts are made of it, so that all events are read once for both.
{% set actors = var('lead_scoring__scored_actors', []) %}

with events as (
    select
        lead_id,
        event_type,
        rejection_reason,
        cast(occurred_at as date) as occurred_on,
        actor in ('{{ actors | join("', '") }}') as is_scored
    from {{ ref('base_lead_scoring__events') }}
),

final as (
    select
        rejection_reason,
        event_type,
        is_scored,
        cast(count(*) as bigint) as events,
        cast(count(distinct lead_id) as bigint) as leads,
        max(occurred_on) as last_event_date
    from events
    group by rejection_reason, event_type, is_scored
)

select * from final
