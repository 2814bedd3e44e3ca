-- Whoever is an MQL of a live scoring model, is not disqualified and has not converted is on the
-- list once, and nobody else is.
with expected as (
    select
        scores.lead_id,
        scores.model_id,
        1 as is_expected,
        0 as is_listed
    from {{ ref('lead_scoring__lead_scores') }} as scores
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on scores.lead_id = conversions.lead_id
    where
        scores.model_status = 'live'
        and scores.is_mql
        and not scores.is_disqualified
        and conversions.lead_id is null
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
