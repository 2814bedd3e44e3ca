-- Whom a change of the rules moves, and why: comparison × lead whose score, grade, class or stage
-- differs. Read it before the change is live.
with changed as (
    select * from {{ ref('lead_scoring__rule_change_scores') }}
    where is_changed
),

scored_twice as (
    select * from changed
    where is_scored_twice
),

comparisons as (
    select distinct
        comparison_id,
        comparison,
        before_model_id,
        after_model_id
    from changed
),

{{ lead_scoring.change_reasons('scored_twice') }},

final as (
    select
        changed.comparison,
        changed.before_model_id,
        changed.after_model_id,
        changed.lead_id,
        changed.as_of_date,
        changed.before_total_score,
        changed.after_total_score,
        cast(
            changed.after_total_score - changed.before_total_score
            as {{ lead_scoring.type_points() }}
        ) as score_change,
        changed.before_fit_score,
        changed.after_fit_score,
        changed.before_engagement_score,
        changed.after_engagement_score,
        changed.before_fit_grade,
        changed.after_fit_grade,
        changed.before_score_class,
        changed.after_score_class,
        changed.before_stage,
        changed.after_stage,
        case
            when coalesce(changed.before_stage, '') = coalesce(changed.after_stage, '') then null
            when changed.before_stage is null then 'enters ' || changed.after_stage
            when changed.after_stage is null then 'leaves ' || changed.before_stage
            else 'moves from ' || changed.before_stage || ' to ' || changed.after_stage
        end as stage_change,
        changed.before_is_mql,
        changed.after_is_mql,
        case
            when changed.after_is_listed and not changed.before_is_listed then 'enters'
            when changed.before_is_listed and not changed.after_is_listed then 'leaves'
        end as mql_list_change,
        case
            when changed.before_model_id is null then 'the scoring model is new'
            when changed.after_model_id is null then 'the scoring model is gone'
            when not changed.before_is_scored then 'was not scored'
            when not changed.after_is_scored then 'is scored no more'
            else reasons.reasons
        end as reasons
    from changed
    left join change_reasons as reasons
        on changed.comparison_id = reasons.comparison_id
        and changed.lead_id = reasons.lead_id
)

select * from final
