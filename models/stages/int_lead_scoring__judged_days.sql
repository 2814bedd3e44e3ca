-- Whether a lead would enter a stage, and whether it may stay, on each day that can decide it:
-- lead × model × stage × day, of the stages that the lead enters at some time.
with path as (
    select * from {{ ref('int_lead_scoring__score_path') }}
),

stage_scores as (
    select * from {{ ref('int_lead_scoring__stage_scores') }}
),

scores as (
    select
        lead_id,
        model_id,
        as_of_date,
        fit_score,
        engagement_score,
        total_score
    from path
    union all
    select
        stage_scores.lead_id,
        stage_scores.model_id,
        stage_scores.as_of_date,
        stage_scores.fit_score,
        stage_scores.engagement_score,
        stage_scores.total_score
    from stage_scores
    left join path
        on stage_scores.lead_id = path.lead_id
        and stage_scores.model_id = path.model_id
        and stage_scores.as_of_date = path.as_of_date
    where path.lead_id is null
),

compared as (
    select
        scores.lead_id,
        scores.model_id,
        stages.stage,
        scores.as_of_date,
        {# An unknown grade is no grade: it meets no minimum. #}
        stages.min_fit_grade is null or coalesce(coverage.is_covered, true) as is_gradable,
        {{ lead_scoring.reaches_bar('scores', 'stages', 'enter_score') }} as reaches_entry,
        {{ lead_scoring.reaches_bar('scores', 'stages', 'exit_score') }} as reaches_exit,
        coalesce(conditions.is_disqualified or conditions.lacks_requirement, false) as is_barred,
        coalesce(conditions.is_fast_tracked, false) as is_fast_tracked
    from scores
    inner join {{ ref('int_lead_scoring__stage_bars') }} as stages
        on scores.model_id = stages.model_id
    left join {{ ref('int_lead_scoring__fit_coverage') }} as coverage
        on scores.lead_id = coverage.lead_id
        and scores.model_id = coverage.model_id
        and scores.as_of_date >= coverage.known_from
        and (coverage.known_until is null or scores.as_of_date < coverage.known_until)
    left join {{ ref('int_lead_scoring__stage_conditions') }} as conditions
        on scores.lead_id = conditions.lead_id
        and scores.model_id = conditions.model_id
        and stages.stage = conditions.stage
        and scores.as_of_date >= conditions.holds_from
        and (conditions.holds_until is null or scores.as_of_date < conditions.holds_until)
),

judged as (
    select
        lead_id,
        model_id,
        stage,
        as_of_date,
        is_fast_tracked,
        is_gradable and reaches_entry as is_reached,
        not is_barred and (is_fast_tracked or (is_gradable and reaches_entry)) as enters,
        not is_barred and (is_fast_tracked or (is_gradable and reaches_exit)) as stays
    from compared
),

entered as (
    select
        *,
        max(case when enters then 1 else 0 end) over (partition by lead_id, model_id, stage)
            as enters_at_some_time
    from judged
),

final as (
    select
        lead_id,
        model_id,
        stage,
        as_of_date,
        is_fast_tracked,
        is_reached,
        enters,
        stays
    from entered
    where enters_at_some_time = 1
)

select * from final
