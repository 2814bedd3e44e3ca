-- The ledger entries of every lead on the as-of date and, for the trend, seven days before it.
with dates as (
    select
        lead_id,
        {{ lead_scoring.as_of_date() }} as as_of_date
    from {{ ref('stg_lead_scoring__leads') }}
    union all
    select
        lead_id,
        {{ lead_scoring.add_days(lead_scoring.as_of_date(), -7) }} as as_of_date
    from {{ ref('stg_lead_scoring__leads') }}
    where created_on <= {{ lead_scoring.add_days(lead_scoring.as_of_date(), -7) }}
),

{{ lead_scoring.valued_entries('dates', conditions=true) }}

select * from valued_entries
