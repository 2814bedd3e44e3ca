-- When decay alone takes a lead below a stage's exit, as closely as trying the 1st, 4th, 9th and
-- so on day of each time finds it: lead × model × stage × time. The days between the two that
-- enclose the exit are tried in int_lead_scoring__exact_exits. Most exits come soon, and quiet
-- times may last for years, so two rounds try far fewer days than one would. In later runs only
-- leads of which something has changed are tried again.
{%- set last_run = lead_scoring.last_run() %}

with bars as (
    select
        model_id,
        stage,
        {{ lead_scoring.fingerprint(
            ['stay_score', 'min_engagement_score', 'min_fit_grade', 'min_fit_score']
        ) }} as fingerprint
    from {{ ref('int_lead_scoring__stages') }}
),

-- Two judged days one after the other, of which the lead holds the stage on the first only. A fast
-- track ends on a judged day, whatever the score is in between.
falls as (
    select
        lead_id,
        model_id,
        stage,
        as_of_date as last_held_on,
        next_date as missed_on
    from {{ ref('int_lead_scoring__judged_days') }}
    where stays and not is_fast_tracked and not next_stays
),

wide_exits as (
    select
        falls.lead_id,
        falls.model_id,
        falls.stage,
        falls.last_held_on,
        falls.missed_on,
        {{ lead_scoring.fingerprint(['path_states.fingerprint', 'bars.fingerprint']) }}
            as fingerprint
    from falls
    inner join {{ ref('int_lead_scoring__path_states') }} as path_states
        on falls.lead_id = path_states.lead_id
        and falls.model_id = path_states.model_id
    inner join bars
        on falls.model_id = bars.model_id
        and falls.stage = bars.stage
),

{{ lead_scoring.narrowed_exits('wide_exits', 'n * n', last_run) }}

select * from narrowed_exits
