-- What happens and whether a rule looks at it: one row an event type.
with scored_events as (
    select * from {{ ref('int_lead_scoring__event_counts') }}
    where rejection_reason is null and is_scored
),

event_rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where scope = 'event'
),

-- A rule that stands in several scoring models is one rule.
rule_counts as (
    select
        event_type,
        count(distinct rule_id) as rules
    from event_rules
    group by event_type
),

final as (
    select
        scored_events.event_type,
        scored_events.events,
        scored_events.leads,
        scored_events.last_event_date,
        cast(coalesce(rule_counts.rules, 0) as bigint) as rules,
        rule_counts.event_type is null as is_unscored
    from scored_events
    left join rule_counts on scored_events.event_type = rule_counts.event_type
)

select * from final
