-- How often each lead did what on which day: lead × match_key × day. Blind to points, so a rule
-- that changes its worth, decay or limits matches nothing anew. The key 'any' counts every scored
-- event.
{% set actors = var('lead_scoring__scored_actors', []) %}

with events as (
    select * from {{ ref('stg_lead_scoring__events') }}
    where actor in ('{{ actors | join("', '") }}')
),

match_keys as (
    select * from {{ ref('int_lead_scoring__match_keys') }}
    where scope = 'event'
),

candidates as (
    select
        events.lead_id,
        events.occurred_on,
        match_keys.match_key,
        {{ lead_scoring.condition_values(lead_scoring.event_fields(), 'events', 'match_keys') }}
    from events
    inner join match_keys on events.event_type = match_keys.event_type
),

matches as (
    select
        lead_id,
        match_key,
        occurred_on
    from candidates
    where {{ lead_scoring.all_conditions_hold() }}
    union all
    select
        lead_id,
        'any' as match_key,
        occurred_on
    from events
),

final as (
    select
        lead_id,
        match_key,
        occurred_on as activity_date,
        count(*) as occurrences
    from matches
    group by lead_id, match_key, occurred_on
)

select * from final
