-- How often each lead did what on which day: lead × match_key × day, the matches of all the ids
-- that were merged into it. Blind to points, decay and limits.
{{ config(materialized=lead_scoring.small_step()) }}

with events as (
    select * from {{ ref('int_lead_scoring__resolved_events') }}
),

match_sets as (
    select * from {{ ref('int_lead_scoring__match_sets') }}
),

final as (
    select
        events.lead_id,
        match_sets.match_key,
        events.activity_date,
        sum(events.occurrences) as occurrences
    from events
    inner join match_sets on events.match_set = match_sets.match_set
    group by events.lead_id, match_sets.match_key, events.activity_date
)

select * from final
