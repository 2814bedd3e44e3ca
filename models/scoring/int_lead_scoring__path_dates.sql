-- The days on which a lead's score can rise: lead × day, from its creation to the last day that is
-- looked ahead to; after the as-of date nothing happens, but penalties fade, rules begin and end.
-- Between two of them every score only falls, so the highest score up to any day, and the first day
-- above any threshold, lie on one of these. They are its creation, its active days, the days on
-- which a rule begins or ceases to apply, and every day on which a penalty is wearing off.
{{ config(materialized='view') }}

with leads as (
    select
        lead_id,
        created_on
    from {{ ref('stg_lead_scoring__leads') }}
),

rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('fit', 'engagement')
),

numbers as (
    {{ lead_scoring.numbers(5) }}
),

active_days as (
    select distinct
        lead_id,
        activity_date as as_of_date
    from {{ ref('int_lead_scoring__rule_activity') }}
),

validity_days as (
    select valid_from as as_of_date from rules
    where scope = 'lead' and valid_from is not null
    union
    select {{ lead_scoring.add_days('valid_to', 1) }} as as_of_date from rules
    where scope = 'lead' and valid_to is not null
),

-- Points below zero that fade or lapse let the score rise day by day.
fading_penalties as (
    select distinct
        activity.lead_id,
        activity.activity_date,
        greatest(
            coalesce({{ lead_scoring.decay_lifetime('rules') }}, 0),
            coalesce(rules.min_occurrences_days, 0)
        ) as lifetime
    from {{ ref('int_lead_scoring__rule_activity') }} as activity
    inner join rules
        on activity.model_id = rules.model_id
        and activity.rule_id = rules.rule_id
    where rules.points < 0 and (rules.decay <> 'none' or rules.min_occurrences_days is not null)
),

penalty_days as (
    select
        penalties.lead_id,
        {{ lead_scoring.add_days('penalties.activity_date', 'cast(numbers.n as integer)') }}
            as as_of_date
    from fading_penalties as penalties
    inner join numbers
        on least(
            penalties.lifetime,
            {{ dbt.datediff('penalties.activity_date', lead_scoring.look_ahead_date(), 'day') }}
        ) >= numbers.n
),

candidates as (
    select
        lead_id,
        created_on as as_of_date
    from leads
    union all
    select
        lead_id,
        as_of_date
    from active_days
    union all
    select
        leads.lead_id,
        validity_days.as_of_date
    from leads
    cross join validity_days
    union all
    select
        lead_id,
        as_of_date
    from penalty_days
    union all
    select
        lead_id,
        as_of_date
    from {{ ref('int_lead_scoring__turning_days') }}
),

-- What happened before the lead was created counts from its creation on.
final as (
    select distinct
        candidates.lead_id,
        greatest(candidates.as_of_date, leads.created_on) as as_of_date
    from candidates
    inner join leads on candidates.lead_id = leads.lead_id
    where candidates.as_of_date <= {{ lead_scoring.look_ahead_date() }}
)

select * from final
