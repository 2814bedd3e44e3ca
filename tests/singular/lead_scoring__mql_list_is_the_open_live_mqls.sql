-- Whoever is an MQL of a live scoring model, is not disqualified, has not converted and was not
-- rejected of late, without a later verdict, is on the list once, and nobody else is.
{% set rejected_days = lead_scoring.setting('rejected_days') %}
{% set newest = 'cast(null as date)' if rejected_days is none
    else lead_scoring.add_days(lead_scoring.as_of_date(), -rejected_days) %}

with verdicts as (
    select
        lead_id,
        max(disposed_at) as last_verdict_at,
        max(case when disposition = 'rejected' then disposed_at end) as last_rejected_at
    from {{ ref('stg_lead_scoring__dispositions') }}
    where rejection_reason is null and disposition <> 'contacted'
    group by lead_id
),

kept_off as (
    select lead_id
    from verdicts
    where
        last_rejected_at = last_verdict_at
        and cast(last_rejected_at as date) >= coalesce({{ newest }}, cast(last_rejected_at as date))
),

expected as (
    select
        scores.lead_id,
        scores.model_id,
        1 as is_expected,
        0 as is_listed
    from {{ ref('lead_scoring__lead_scores') }} as scores
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on scores.lead_id = conversions.lead_id
    left join kept_off on scores.lead_id = kept_off.lead_id
    where
        scores.model_status = 'live'
        and scores.is_mql
        and not scores.is_disqualified
        and conversions.lead_id is null
        and kept_off.lead_id is null
),

listed as (
    select
        lead_id,
        model_id,
        0 as is_expected,
        1 as is_listed
    from {{ ref('lead_scoring__mql_list') }}
),

both_sides as (
    select * from expected
    union all
    select * from listed
)

select
    lead_id,
    model_id,
    sum(is_expected) as times_expected,
    sum(is_listed) as times_listed
from both_sides
group by lead_id, model_id
having sum(is_expected) <> 1 or sum(is_listed) <> 1
