-- When decay alone takes a lead below a stage's exit: lead × model × stage × time between two
-- judged days, as closely as trying the 1st, 4th, 9th, 16th … day finds it. The days between the
-- two that enclose the exit are tried in int_lead_scoring__exact_falls. Most exits come soon, and
-- quiet times may last for years, so two rounds try far fewer days than one would.
with judged_days as (
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
wide_falls as (
    select
        lead_id,
        model_id,
        stage,
        as_of_date as last_held_on,
        next_date as missed_on
    from judged_days
    where stays and not is_fast_tracked and not next_stays
),

{{ lead_scoring.narrowed_falls('wide_falls', 'n * n') }}

select * from narrowed_falls
