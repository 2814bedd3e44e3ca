-- How often each lead did what on which day: lead × match_key × day, the matches of all the ids
-- that were merged into it. Blind to points, decay and limits.
{{ config(materialized=lead_scoring.small_step()) }}

with active_days as (
    select * from {{ ref('int_lead_scoring__active_days') }}
),

match_sets as (
    select * from {{ ref('int_lead_scoring__match_sets') }}
),

final as (
    select
        active_days.lead_id,
        match_sets.match_key,
        active_days.activity_date,
        sum(active_days.occurrences) as occurrences
    from active_days
    inner join match_sets on active_days.match_set = match_sets.match_set
    group by active_days.lead_id, match_sets.match_key, active_days.activity_date
)

select * from final
