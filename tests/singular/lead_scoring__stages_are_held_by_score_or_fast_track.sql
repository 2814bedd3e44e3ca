-- The scores of the as-of date, worked out on their own, bear out its stages: who is in one is not
-- barred, and is at the bar for staying or on the fast track; who is at the bar for entering, not
-- barred and gradable is in.
with stages as (
    select * from {{ ref('int_lead_scoring__stages') }}
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
        lead_stages.stage is not null as is_in,
        conditions.is_barred,
        fast_tracks.stage is not null as is_fast_tracked,
        {# Two sums may fall on either side of a tie in the fifth decimal. #}
        scores.total_score >= stages.stay_score - 0.001 as may_stay,
        scores.total_score >= stages.enter_score + 0.001
        and stages.min_fit_grade is null
        and stages.min_engagement_score is null as must_enter
    from {{ ref('lead_scoring__lead_scores') }} as scores
    inner join stages on scores.model_id = stages.model_id
    left join {{ ref('int_lead_scoring__lead_stages') }} as lead_stages
        on scores.lead_id = lead_stages.lead_id
        and scores.model_id = lead_stages.model_id
        and stages.stage = lead_stages.stage
    left join {{ ref('int_lead_scoring__lead_conditions') }} as conditions
        on scores.lead_id = conditions.lead_id
        and scores.model_id = conditions.model_id
    left join fast_tracks
        on scores.lead_id = fast_tracks.lead_id
        and scores.model_id = fast_tracks.model_id
        and stages.stage = fast_tracks.stage
)

select *
from judged
where
    (is_in and (coalesce(is_barred, false) or not (may_stay or is_fast_tracked)))
    or (not is_in and (must_enter or is_fast_tracked) and not coalesce(is_barred, false))
