-- Every lead's scores, grade, class and stage on the as-of date, with the reasons: lead × model.
with scores as (
    select * from {{ ref('int_lead_scoring__current_scores') }}
),

matches as (
    select * from {{ ref('int_lead_scoring__current_entries') }}
    where entry_type = 'condition'
),

spells as (
    select * from {{ ref('int_lead_scoring__stage_spells') }}
),

models as (
    select * from {{ ref('int_lead_scoring__models') }}
),

{{ lead_scoring.graded_scores('scores') }},

{{ lead_scoring.condition_verdicts('matches', 'scores') }},

worded_verdicts as (
    select
        verdicts.*,
        case verdicts.dimension
            when 'require' then 'Required: ' || wording.description
            when 'disqualify' then wording.description
        end as reason
    from condition_verdicts as verdicts
    inner join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on verdicts.model_id = wording.model_id
        and verdicts.rule_id = wording.rule_id
),

-- Who is barred from every stage, and why.
conditions as (
    select
        lead_id,
        model_id,
        max(case when dimension = 'disqualify' then 1 else 0 end) = 1 as is_disqualified,
        max(case when dimension <> 'fast_track' then 1 else 0 end) = 1 as is_barred,
        {{ lead_scoring.list_text('reason', '; ', 'dimension, rule_id') }} as disqualified_reasons
    from worded_verdicts
    group by lead_id, model_id
),

last_activities as (
    select
        lead_id,
        max(activity_date) as last_activity_date
    from {{ ref('int_lead_scoring__active_days') }}
    group by lead_id
),

classes as (
    {{ lead_scoring.rows_of_models('classes') }}
),

mql_stages as (
    select
        model_id,
        max(enter_score) as enter_score
    from {{ ref('int_lead_scoring__stages') }}
    where stage = 'mql'
    group by model_id
),

stages_of_today as (
    select
        lead_id,
        model_id,
        stage,
        is_mql_stage,
        row_number() over (
            partition by lead_id, model_id order by stage_order desc, stage asc
        ) as stage_number
    from spells
    where {{ lead_scoring.is_within(lead_scoring.as_of_date(), 'entered_on', 'exited_on') }}
),

-- When today's MQLs are MQLs no more if nothing happens. A lead that leaves mql but is in a higher
-- stage is an MQL still.
mql_exits as (
    select
        exits.lead_id,
        exits.model_id,
        min(exits.exited_on) as leaves_mql_on
    from stages_of_today as stages
    inner join spells as exits
        on stages.lead_id = exits.lead_id
        and stages.model_id = exits.model_id
    left join spells as other_spells
        on exits.lead_id = other_spells.lead_id
        and exits.model_id = other_spells.model_id
        and other_spells.is_mql_stage
        and {{ lead_scoring.is_within(
            'exits.exited_on', 'other_spells.entered_on', 'other_spells.exited_on'
        ) }}
    where
        stages.stage_number = 1
        and stages.is_mql_stage
        and exits.is_mql_stage
        and exits.exited_on > {{ lead_scoring.as_of_date() }}
        and other_spells.lead_id is null
    group by exits.lead_id, exits.model_id
),

final as (
    select
        grades.lead_id,
        grades.model_id,
        models.model_version,
        models.status as model_status,
        {{ lead_scoring.day_of([
            'int_lead_scoring__config_gate', 'int_lead_scoring__current_scores',
            'int_lead_scoring__current_entries', 'int_lead_scoring__stage_spells',
        ]) }} as as_of_date,
        grades.fit_score,
        grades.engagement_score,
        grades.total_score,
        grades.fit_grade,
        grades.engagement_band,
        grades.score_class,
        cast(classes.priority as integer) as priority,
        classes.next_action,
        classes.channel,
        {{ lead_scoring.round_points('grades.fit_coverage') }} as fit_coverage,
        last_activities.last_activity_date,
        cast(
            {{ lead_scoring.days_between(
                'last_activities.last_activity_date', lead_scoring.as_of_date()
            ) }}
            as integer
        ) as days_since_last_activity,
        stages.stage,
        coalesce(stages.is_mql_stage, false) as is_mql,
        coalesce(conditions.is_disqualified, false) as is_disqualified,
        conditions.disqualified_reasons,
        reasons.top_positive_reasons,
        reasons.top_negative_reasons,
        grades.score_change_7d,
        case
            when grades.score_change_7d is null then 'not_enough_info'
            when grades.score_change_7d >= 1 then 'improving'
            when grades.score_change_7d <= -1 then 'declining'
            else 'steady'
        end as score_trend,
        calibration.conversion_probability,
        {{ lead_scoring.round_points(
            'case when stages.is_mql_stage or conditions.is_barred then null'
            ~ ' when grades.total_score >= mql_stages.enter_score then 0'
            ~ ' else mql_stages.enter_score - grades.total_score end'
        ) }} as points_to_mql,
        cast(
            {{ lead_scoring.days_between(lead_scoring.as_of_date(), 'mql_exits.leaves_mql_on') }}
            as integer
        ) as days_until_exit,
        mql_exits.leaves_mql_on
    from graded_scores as grades
    inner join models on grades.model_id = models.model_id
    left join classes
        on grades.model_id = classes.model_id
        and grades.fit_grade = classes.fit_grade
        and grades.engagement_band = classes.engagement_band
    left join last_activities on grades.lead_id = last_activities.lead_id
    left join stages_of_today as stages
        on grades.lead_id = stages.lead_id
        and grades.model_id = stages.model_id
        and stages.stage_number = 1
    left join mql_stages on grades.model_id = mql_stages.model_id
    left join mql_exits
        on grades.lead_id = mql_exits.lead_id
        and grades.model_id = mql_exits.model_id
    left join conditions
        on grades.lead_id = conditions.lead_id
        and grades.model_id = conditions.model_id
    left join {{ ref('int_lead_scoring__reasons') }} as reasons
        on grades.lead_id = reasons.lead_id
        and grades.model_id = reasons.model_id
    left join {{ ref('lead_scoring__calibration_curve') }} as calibration
        on grades.model_id = calibration.model_id
        and {{ lead_scoring.lies_in_interval('grades.total_score', 'calibration') }}
)

select * from final
