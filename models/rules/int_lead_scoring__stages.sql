-- One row a stage of a scoring model: what a lead must reach to enter it and to stay.
with stages_of_models as (
    {{ lead_scoring.rows_of_models('stages') }}
),

bands as (
    {{ lead_scoring.rows_of_models('bands') }}
),

fast_tracks as (
    select distinct
        model_id,
        coalesce(rule_group, 'mql') as stage
    from {{ ref('int_lead_scoring__rules') }}
    where dimension = 'fast_track'
),

mql_stages as (
    select
        model_id,
        min(stage_order) as stage_order
    from stages_of_models
    where stage = 'mql'
    group by model_id
),

final as (
    select
        stages.model_id,
        stages.stage,
        stages.stage_order,
        stages.enter_score,
        stages.exit_score,
        coalesce(stages.exit_score, stages.enter_score) as stay_score,
        stages.min_engagement_score,
        stages.min_fit_grade,
        {{ lead_scoring.round_points('bands.min_score') }} as min_fit_score,
        coalesce(stages.cooldown_days, 0) as cooldown_days,
        stages.weekly_capacity,
        stages.target_close_rate,
        coalesce(stages.stage_order >= mql_stages.stage_order, false) as is_mql_stage,
        fast_tracks.stage is not null as has_fast_track
    from stages_of_models as stages
    left join bands
        on stages.model_id = bands.model_id
        and bands.dimension = 'fit'
        and stages.min_fit_grade = bands.label
    left join fast_tracks
        on stages.model_id = fast_tracks.model_id
        and stages.stage = fast_tracks.stage
    left join mql_stages on stages.model_id = mql_stages.model_id
)

select * from final
