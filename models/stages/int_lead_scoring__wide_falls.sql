-- In which times decay alone takes a lead below a stage's exit: lead × model × stage × two
-- judged days one after the other, of which it holds the stage on the first only. A table of its
-- own, because what is tried for it then takes a good deal less memory.
with bars as (
    select
        model_id,
        stage,
        {{ lead_scoring.fingerprint(
            ['exit_score', 'min_engagement_score', 'min_fit_grade', 'min_fit_score']
        ) }} as fingerprint
    from {{ ref('int_lead_scoring__stage_bars') }}
),

judged_days as (
    select
        *,
        lead(as_of_date) over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as next_date,
        lead(stays) over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as next_stays
    from {{ ref('int_lead_scoring__judged_days') }}
),

-- A fast track ends on a judged day, whatever the score is in between.
final as (
    select
        judged_days.lead_id,
        judged_days.model_id,
        judged_days.stage,
        judged_days.as_of_date as last_held_on,
        judged_days.next_date as missed_on,
        {{ lead_scoring.fingerprint(['path_states.fingerprint', 'bars.fingerprint']) }}
            as fingerprint
    from judged_days
    inner join {{ ref('int_lead_scoring__path_states') }} as path_states
        on judged_days.lead_id = path_states.lead_id
        and judged_days.model_id = path_states.model_id
    inner join bars
        on judged_days.model_id = bars.model_id
        and judged_days.stage = bars.stage
    where judged_days.stays and not judged_days.is_fast_tracked and not judged_days.next_stays
)

select * from final
