-- The stages that a lead is in on the as-of date: lead × model × stage, by its score or on the
-- fast track.
{{ config(materialized='view') }}

with bands as (
    {{ lead_scoring.rows_of_models('bands') }}
),

stages_of_models as (
    select * from {{ ref('int_lead_scoring__stages') }}
),

stages as (
    select
        stages.*,
        bands.min_score as min_grade_score
    from stages_of_models as stages
    left join bands
        on stages.model_id = bands.model_id
        and bands.dimension = 'fit'
        and stages.min_fit_grade = bands.label
),

leads as (
    select * from {{ ref('int_lead_scoring__lead_grades') }}
),

fast_tracks as (
    select distinct
        entries.lead_id,
        entries.model_id,
        coalesce(entries.rule_group, 'mql') as stage
    from {{ ref('int_lead_scoring__current_entries') }} as entries
    where
        entries.dimension = 'fast_track'
        and entries.as_of_date = {{ lead_scoring.as_of_date() }}
),

judged as (
    select
        leads.lead_id,
        leads.model_id,
        stages.stage,
        stages.stage_order,
        fast_tracks.lead_id is not null as is_fast_tracked,
        leads.total_score >= stages.enter_score
        and leads.engagement_score >= coalesce(stages.min_engagement_score, leads.engagement_score)
        {# An unknown grade is no grade: it meets no minimum. #}
        and (
            stages.min_fit_grade is null
            or coalesce(leads.grade_score >= stages.min_grade_score, false)
        ) as is_reached
    from leads
    inner join stages on leads.model_id = stages.model_id
    left join fast_tracks
        on leads.lead_id = fast_tracks.lead_id
        and leads.model_id = fast_tracks.model_id
        and stages.stage = fast_tracks.stage
    left join {{ ref('int_lead_scoring__lead_conditions') }} as conditions
        on leads.lead_id = conditions.lead_id
        and leads.model_id = conditions.model_id
    where not coalesce(conditions.is_barred, false)
),

final as (
    select
        lead_id,
        model_id,
        stage,
        stage_order,
        is_fast_tracked
    from judged
    where is_reached or is_fast_tracked
)

select * from final
