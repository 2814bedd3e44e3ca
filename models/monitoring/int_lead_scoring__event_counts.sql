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

-- By lead first: cheaper than to count different leads among all events.
leads as (
    select
        rejection_reason,
        event_type,
        is_scored,
        lead_id,
        count(*) as events,
        max(occurred_on) as last_event_date
    from events
    group by rejection_reason, event_type, is_scored, lead_id
),

final as (
    select
        rejection_reason,
        event_type,
        is_scored,
        cast(sum(events) as bigint) as events,
        cast(count(lead_id) as bigint) as leads,
        max(last_event_date) as last_event_date
    from leads
    group by rejection_reason, event_type, is_scored
)

select * from final
