-- Every lead's scores, grade, class and stage on the as-of date, with the reasons: lead × model.
with grades as (
    select * from {{ ref('int_lead_scoring__lead_grades') }}
),

models as (
    select * from {{ ref('int_lead_scoring__models') }}
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
    from {{ ref('int_lead_scoring__stage_bars') }}
    where stage = 'mql'
    group by model_id
),

stages as (
    select
        lead_id,
        model_id,
        stage,
        is_mql_stage,
        row_number() over (
            partition by lead_id, model_id order by stage_order desc, stage asc
        ) as stage_number
    from {{ ref('int_lead_scoring__lead_stages') }}
),

final as (
    select
        grades.lead_id,
        grades.model_id,
        models.model_version,
        models.status as model_status,
        {{ lead_scoring.as_of_date() }} as as_of_date,
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
            {{ dbt.datediff(
                'last_activities.last_activity_date', lead_scoring.as_of_date(), 'day'
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
            {{ dbt.datediff(lead_scoring.as_of_date(), 'mql_exits.leaves_mql_on', 'day') }}
            as integer
        ) as days_until_exit,
        mql_exits.leaves_mql_on
    from grades
    inner join models on grades.model_id = models.model_id
    left join classes
        on grades.model_id = classes.model_id
        and grades.fit_grade = classes.fit_grade
        and grades.engagement_band = classes.engagement_band
    left join last_activities on grades.lead_id = last_activities.lead_id
    left join stages
        on grades.lead_id = stages.lead_id
        and grades.model_id = stages.model_id
        and stages.stage_number = 1
    left join mql_stages on grades.model_id = mql_stages.model_id
    left join {{ ref('int_lead_scoring__mql_exits') }} as mql_exits
        on grades.lead_id = mql_exits.lead_id
        and grades.model_id = mql_exits.model_id
    left join {{ ref('int_lead_scoring__lead_conditions') }} as conditions
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
