-- What each event rule counts: lead × model × rule × day, within the rule's validity and up to
-- its frequency limit, earliest first. The same for every later as-of date, so it is worked out
-- once.
with event_rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where scope = 'event'
),

occurrences as (
    select
        activity.lead_id,
        event_rules.model_id,
        event_rules.rule_id,
        activity.activity_date,
        activity.occurrences,
        event_rules.limit_count,
        case event_rules.limit_period
            when 'day' then activity.activity_date
            when 'week' then {{ lead_scoring.week_start('activity.activity_date') }}
            when 'month' then cast({{ dbt.date_trunc('month', 'activity.activity_date') }} as date)
        end as period_start
    from {{ ref('int_lead_scoring__daily_activity') }} as activity
    inner join event_rules
        on activity.match_key = event_rules.match_key
        and activity.activity_date >= coalesce(event_rules.valid_from, activity.activity_date)
        and activity.activity_date <= coalesce(event_rules.valid_to, activity.activity_date)
    inner join {{ ref('int_lead_scoring__model_leads') }} as model_leads
        on activity.lead_id = model_leads.lead_id
        and event_rules.model_id = model_leads.model_id
),

unlimited as (
    select
        lead_id,
        model_id,
        rule_id,
        activity_date,
        occurrences,
        occurrences as counted_occurrences
    from occurrences
    where limit_count is null
),

running as (
    select
        *,
        sum(occurrences) over (
            partition by lead_id, model_id, rule_id, period_start
            order by activity_date
            rows between unbounded preceding and current row
        ) as running_occurrences
    from occurrences
    where limit_count is not null
),

limited as (
    select
        lead_id,
        model_id,
        rule_id,
        activity_date,
        occurrences,
        {# What the limit leaves to this day after the earlier days of its period. #}
        greatest(0, least(occurrences, limit_count - (running_occurrences - occurrences)))
            as counted_occurrences
    from running
),

counted as (
    select * from unlimited
    union all
    select * from limited
),

final as (
    select
        lead_id,
        model_id,
        rule_id,
        activity_date,
        cast(occurrences as bigint) as occurrences,
        cast(counted_occurrences as bigint) as counted_occurrences
    from counted
)

select * from final
