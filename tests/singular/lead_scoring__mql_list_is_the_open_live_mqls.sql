-- Whoever is an MQL of a live scoring model, is not disqualified, has not converted, was not
-- rejected of late, without a later verdict, and is not in work, is on the list once, and nobody
-- else is. In work, and for how long, are those of lead_scoring__leads_in_work.
{% set since = {} %}
{% for disposition in ['rejected', 'accepted', 'contacted'] %}
{% set days = lead_scoring.setting(disposition ~ '_days') %}
{% do since.update({disposition: "cast('0001-01-01' as date)" if days is none
    else lead_scoring.add_days(lead_scoring.as_of_date(), -days)}) %}
{% endfor %}

with answers as (
    select
        lead_id,
        disposition,
        disposed_at,
        cast(disposed_at as date) as disposed_on
    from {{ ref('stg_lead_scoring__dispositions') }}
    where rejection_reason is null
),

verdicts as (
    select
        lead_id,
        max(disposed_at) as last_verdict_at,
        max(case when disposition = 'rejected' then disposed_at end) as last_rejected_at,
        max(case when disposition <> 'accepted' then disposed_at end) as last_ended_at
    from answers
    where disposition <> 'contacted'
    group by lead_id
),

-- Of two answers at one moment the one that ends the work comes last.
kept_off as (
    select distinct answers.lead_id
    from answers
    left join verdicts on answers.lead_id = verdicts.lead_id
    where
        case answers.disposition
            when 'rejected'
                then
                    answers.disposed_at = verdicts.last_verdict_at
                    and answers.disposed_on >= {{ since.rejected }}
            when 'accepted'
                then
                    coalesce(answers.disposed_at > verdicts.last_ended_at, true)
                    and answers.disposed_on >= {{ since.accepted }}
            when 'contacted'
                then
                    coalesce(answers.disposed_at > verdicts.last_ended_at, true)
                    and answers.disposed_on >= {{ since.contacted }}
            else false
        end
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
