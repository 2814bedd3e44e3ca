-- The scores of the as-of date, worked out on their own, bear out its stages: who is in one is not
-- barred, and is at the bar for staying or on the fast track; who is at the bar for entering, not
-- barred and gradable is in.
with stages as (
    select * from {{ ref('int_lead_scoring__stages') }}
),

stages_of_today as (
    select * from {{ ref('int_lead_scoring__stage_spells') }}
    where {{ lead_scoring.is_within(lead_scoring.as_of_date(), 'entered_on', 'exited_on') }}
),

fast_tracks as (
    select distinct
        lead_id,
        model_id,
        coalesce(rule_group, 'mql') as stage
    from {{ ref('int_lead_scoring__current_entries') }}
    where dimension = 'fast_track'
),

judged as (
    select
        scores.lead_id,
        scores.model_id,
        stages.stage,
        scores.total_score,
        stages_of_today.stage is not null as is_in,
        scores.disqualified_reasons is not null as is_barred,
        fast_tracks.stage is not null as is_fast_tracked,
        {# Two sums may fall on either side of a tie in the fifth decimal. #}
        scores.total_score >= stages.stay_score - 0.001 as may_stay,
        scores.total_score >= stages.enter_score + 0.001
        and stages.min_fit_grade is null
        and stages.min_engagement_score is null as must_enter
    from {{ ref('lead_scoring__lead_scores') }} as scores
    inner join stages on scores.model_id = stages.model_id
    left join stages_of_today
        on scores.lead_id = stages_of_today.lead_id
        and scores.model_id = stages_of_today.model_id
        and stages.stage = stages_of_today.stage
    left join fast_tracks
        on scores.lead_id = fast_tracks.lead_id
        and scores.model_id = fast_tracks.model_id
        and stages.stage = fast_tracks.stage
)

select *
from judged
where
    (is_in and (is_barred or not (may_stay or is_fast_tracked)))
    or (not is_in and (must_enter or is_fast_tracked) and not is_barred)
