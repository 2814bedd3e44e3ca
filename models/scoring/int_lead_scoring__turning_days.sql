-- The days on which a condition on a number of days can change its answer, which are those on which
-- that number passes one of the condition's values: lead × condition × day, also beyond the as-of
-- date.
{{ config(materialized=lead_scoring.small_step()) }}

with turning_numbers as (
    select
        conditions.condition_key,
        conditions.field,
        items.number_value
    from {{ ref('int_lead_scoring__conditions') }} as conditions
    left join {{ ref('int_lead_scoring__condition_items') }} as items
        on conditions.condition_key = items.condition_key
    where conditions.is_computed
),

turning_ages as (
    select
        condition_key,
        field,
        0 as age
    from turning_numbers
    union distinct
    select
        condition_key,
        field,
        cast(ceil(number_value) as integer) as age
    from turning_numbers
    where number_value between 0 and 99999
    union distinct
    select
        condition_key,
        field,
        cast(floor(number_value) as integer) + 1 as age
    from turning_numbers
    where number_value between 0 and 99999
),

activity_days as (
    select
        lead_id,
        activity_date,
        lead(activity_date) over (
            partition by lead_id order by activity_date
        ) as next_activity_date
    from {{ ref('int_lead_scoring__activity_dates') }}
),

anchors as (
    select
        lead_id,
        'days_since_created' as field,
        created_on as anchor_date,
        cast(null as date) as next_anchor_date
    from {{ ref('stg_lead_scoring__leads') }}
    union all
    select
        lead_id,
        'days_since_last_activity' as field,
        activity_date as anchor_date,
        next_activity_date as next_anchor_date
    from activity_days
),

final as (
    select
        anchors.lead_id,
        turning_ages.condition_key,
        {{ lead_scoring.add_days('anchors.anchor_date', 'turning_ages.age') }} as as_of_date
    from anchors
    inner join turning_ages on anchors.field = turning_ages.field
    -- The number starts anew with the next activity.
    where
        anchors.next_anchor_date is null
        or turning_ages.age
        < {{ dbt.datediff('anchors.anchor_date', 'anchors.next_anchor_date', 'day') }}
)

select * from final
