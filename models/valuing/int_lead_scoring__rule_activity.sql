-- What each event rule counts: lead × model × rule × day, within the rule's validity and up to
-- its frequency limit, earliest first. The same for every later as-of date, so it is worked out
-- once. Where sales gave the lead back, engagement starts anew: what happened up to that day
-- counts only before it.
with event_rules as (
    select
        *,
        dimension in ('engagement', 'fast_track') as is_reset
    from {{ ref('int_lead_scoring__rules') }}
    where scope = 'event'
),

activity as (
    select
        activity.lead_id,
        event_rules.model_id,
        event_rules.rule_id,
        activity.activity_date,
        activity.occurrences,
        event_rules.limit_count,
        event_rules.limit_period,
        event_rules.is_reset
    from {{ ref('int_lead_scoring__daily_activity') }} as activity
    inner join event_rules
        on activity.match_key = event_rules.match_key
        and activity.activity_date >= coalesce(event_rules.valid_from, activity.activity_date)
        and activity.activity_date <= coalesce(event_rules.valid_to, activity.activity_date)
    inner join {{ ref('int_lead_scoring__model_leads') }} as model_leads
        on activity.lead_id = model_leads.lead_id
        and event_rules.model_id = model_leads.model_id
),

engagement_resets as (
    {{ lead_scoring.engagement_resets() }}
),

next_resets as (
    select
        activity.lead_id,
        activity.model_id,
        activity.rule_id,
        activity.activity_date,
        min(resets.reset_on) as reset_on
    from activity
    inner join engagement_resets as resets
        on activity.lead_id = resets.lead_id
        and activity.model_id = resets.model_id
        and activity.activity_date <= resets.reset_on
    where activity.is_reset
    group by activity.lead_id, activity.model_id, activity.rule_id, activity.activity_date
),

in_periods as (
    select
        activity.lead_id,
        activity.model_id,
        activity.rule_id,
        activity.activity_date,
        activity.occurrences,
        activity.limit_count,
        activity.limit_period,
        next_resets.reset_on,
        case activity.limit_period
            when 'week' then {{ lead_scoring.week_start('activity.activity_date') }}
            when 'month' then cast({{ dbt.date_trunc('month', 'activity.activity_date') }} as date)
        end as period_start
    from activity
    left join next_resets
        on activity.lead_id = next_resets.lead_id
        and activity.model_id = next_resets.model_id
        and activity.rule_id = next_resets.rule_id
        and activity.activity_date = next_resets.activity_date
),

-- Without a limit, or with one on each day, there is no earlier day to look at.
day_by_day as (
    select
        lead_id,
        model_id,
        rule_id,
        activity_date,
        reset_on,
        occurrences,
        least(occurrences, coalesce(limit_count, occurrences)) as counted_occurrences
    from in_periods
    where limit_count is null or limit_period = 'day'
),

running as (
    select
        *,
        sum(occurrences) over (
            partition by lead_id, model_id, rule_id, reset_on, period_start
            order by activity_date
            rows between unbounded preceding and current row
        ) as running_occurrences
    from in_periods
    where limit_count is not null and limit_period <> 'day'
),

limited as (
    select
        lead_id,
        model_id,
        rule_id,
        activity_date,
        reset_on,
        occurrences,
        {# What the limit leaves to this day after the earlier days of its period. #}
        greatest(0, least(occurrences, limit_count - (running_occurrences - occurrences)))
            as counted_occurrences
    from running
),

counted as (
    select * from day_by_day
    union all
    select * from limited
),

final as (
    select
        lead_id,
        model_id,
        rule_id,
        activity_date,
        reset_on,
        cast(occurrences as bigint) as occurrences,
        cast(counted_occurrences as bigint) as counted_occurrences
    from counted
)

select * from final
