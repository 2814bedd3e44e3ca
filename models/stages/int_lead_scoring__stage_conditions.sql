-- From when to when the conditions beside the score bar a lead from a stage or put it on the fast
-- track there: lead × model × stage × day from which that holds.
with dates as (
    select * from {{ ref('int_lead_scoring__condition_dates') }}
),

{{ lead_scoring.condition_matches('dates') }},

{{ lead_scoring.condition_verdicts('condition_matches', 'dates') }},

lead_stages as (
    select
        dates.lead_id,
        dates.model_id,
        stages.stage,
        dates.as_of_date
    from dates
    inner join {{ ref('int_lead_scoring__stages') }} as stages
        on dates.model_id = stages.model_id
),

judged_days as (
    select
        lead_stages.lead_id,
        lead_stages.model_id,
        lead_stages.stage,
        lead_stages.as_of_date,
        max(case when verdicts.dimension = 'disqualify' then 1 else 0 end) as is_disqualified,
        max(case when verdicts.dimension = 'require' then 1 else 0 end) as lacks_requirement,
        max(case when lead_stages.stage = verdicts.stage then 1 else 0 end) as is_fast_tracked
    from lead_stages
    left join condition_verdicts as verdicts
        on lead_stages.lead_id = verdicts.lead_id
        and lead_stages.model_id = verdicts.model_id
        and lead_stages.as_of_date = verdicts.as_of_date
    group by
        lead_stages.lead_id,
        lead_stages.model_id,
        lead_stages.stage,
        lead_stages.as_of_date
),

summed_days as (
    select
        *,
        4 * is_disqualified + 2 * lacks_requirement + is_fast_tracked as answer
    from judged_days
),

compared_days as (
    select
        *,
        lag(answer) over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as previous_answer
    from summed_days
),

final as (
    select
        lead_id,
        model_id,
        stage,
        as_of_date as holds_from,
        lead(as_of_date) over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as holds_until,
        is_disqualified = 1 as is_disqualified,
        lacks_requirement = 1 as lacks_requirement,
        is_fast_tracked = 1 as is_fast_tracked
    from compared_days
    where previous_answer is null or answer <> previous_answer
)

select * from final
