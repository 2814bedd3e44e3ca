-- Which leads met which conditions on a number of days, from when to when: lead × match_key ×
-- valid_from. Between the days on which that number passes a value that is asked for, or an
-- attribute changes, the answer stays as it is, so it is worked out on those days only, also
-- beyond the as-of date. Where no rule asks, there are none, and nothing is looked up.

with match_keys as (
    select * from {{ ref('int_lead_scoring__match_keys') }}
    where is_dated
),

versions as (
    select * from {{ ref('stg_lead_scoring__lead_versions') }}
),

turning_numbers as (
    select distinct
        conditions.field,
        items.number_value
    from {{ ref('int_lead_scoring__conditions') }} as conditions
    left join {{ ref('int_lead_scoring__condition_items') }} as items
        on conditions.condition_key = items.condition_key
    where conditions.is_computed
),

turning_ages as (
    select
        field,
        0 as age
    from turning_numbers
    union distinct
    select
        field,
        cast(ceil(number_value) as integer) as age
    from turning_numbers
    where number_value between 0 and 99999
    union distinct
    select
        field,
        cast(floor(number_value) as integer) + 1 as age
    from turning_numbers
    where number_value between 0 and 99999
),

-- All events count, also those of which no rule says anything.
activity as (
    select distinct
        lead_id,
        activity_date
    from {{ ref('int_lead_scoring__active_days') }}
    where
        (
            select count(*) from turning_ages
            where field = 'days_since_last_activity'
        ) > 0
),

anchors as (
    select distinct
        lead_id,
        'days_since_created' as field,
        created_on as anchor_date,
        cast(null as date) as next_anchor_date
    from versions
    union all
    select
        lead_id,
        'days_since_last_activity' as field,
        activity_date as anchor_date,
        lead(activity_date) over (
            partition by lead_id order by activity_date
        ) as next_anchor_date
    from activity
),

tried_days as (
    select
        anchors.lead_id,
        {{ lead_scoring.add_days('anchors.anchor_date', 'turning_ages.age') }} as as_of_date
    from anchors
    inner join turning_ages on anchors.field = turning_ages.field
    -- The number starts anew with the next activity.
    where
        anchors.next_anchor_date is null
        or turning_ages.age
        < {{ lead_scoring.days_between('anchors.anchor_date', 'anchors.next_anchor_date') }}
    union distinct
    select
        lead_id,
        coalesce(valid_from, created_on) as as_of_date
    from versions
    where (select count(*) from match_keys) > 0
    union distinct
    select
        lead_id,
        created_on as as_of_date
    from versions
    where (select count(*) from match_keys) > 0
),

days as (
    select
        tried_days.lead_id,
        tried_days.as_of_date,
        max(activity.activity_date) over (
            partition by tried_days.lead_id
            order by tried_days.as_of_date
            rows between unbounded preceding and current row
        ) as last_activity_date
    from tried_days
    left join activity
        on tried_days.lead_id = activity.lead_id
        and tried_days.as_of_date = activity.activity_date
),

facts as (
    select
        versions.*,
        days.as_of_date,
        cast(
            {{ lead_scoring.days_between('versions.created_on', 'days.as_of_date') }}
            as {{ lead_scoring.type_double() }}
        ) as {{ lead_scoring.user_column('attribute', 'days_since_created') }},
        cast(
            {{ lead_scoring.days_between('days.last_activity_date', 'days.as_of_date') }}
            as {{ lead_scoring.type_double() }}
        ) as {{ lead_scoring.user_column('attribute', 'days_since_last_activity') }}
    from days
    inner join versions
        on days.lead_id = versions.lead_id
        and {{ lead_scoring.is_valid_on('days.as_of_date', 'versions') }}
        and days.as_of_date >= versions.created_on
),

candidates as (
    select
        facts.lead_id,
        facts.as_of_date,
        match_keys.match_key,
        {{ lead_scoring.condition_values(lead_scoring.lead_fields(), 'facts', 'match_keys') }}
    from facts
    cross join match_keys
),

answers as (
    select
        lead_id,
        match_key,
        as_of_date,
        case when {{ lead_scoring.all_conditions_hold() }} then 1 else 0 end as is_met
    from candidates
),

compared as (
    select
        *,
        lag(is_met) over (partition by lead_id, match_key order by as_of_date) as was_met
    from answers
),

changes as (
    select
        lead_id,
        match_key,
        is_met,
        as_of_date,
        lead(as_of_date) over (
            partition by lead_id, match_key order by as_of_date
        ) as next_change_on
    from compared
    where is_met <> coalesce(was_met, 0)
),

final as (
    select
        lead_id,
        match_key,
        as_of_date as valid_from,
        {{ lead_scoring.add_days('next_change_on', -1) }} as valid_to
    from changes
    where is_met = 1
)

select * from final
