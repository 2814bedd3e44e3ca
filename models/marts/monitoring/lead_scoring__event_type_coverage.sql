-- What happens and whether a rule looks at it: one row an event type.
{% set actors = var('lead_scoring__scored_actors', []) %}

with scored_events as (
    select * from {{ ref('stg_lead_scoring__events') }}
    where actor in ('{{ actors | join("', '") }}')
),

event_rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where scope = 'event'
),

event_types as (
    select
        event_type,
        count(*) as events,
        count(distinct lead_id) as leads,
        max(occurred_on) as last_event_date
    from scored_events
    group by event_type
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
        event_types.event_type,
        cast(event_types.events as bigint) as events,
        cast(event_types.leads as bigint) as leads,
        event_types.last_event_date,
        cast(coalesce(rule_counts.rules, 0) as bigint) as rules,
        rule_counts.event_type is null as is_unscored
    from event_types
    left join rule_counts on event_types.event_type = rule_counts.event_type
)

select * from final
