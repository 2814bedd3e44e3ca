-- The letter for fit and the number for engagement on the as-of date: lead × model.
with scores as (
    select
        *,
        {{ lead_scoring.as_of_date() }} as as_of_date
    from {{ ref('int_lead_scoring__current_scores') }}
),

{{ lead_scoring.graded_scores('scores') }},

final as (
    select
        lead_id,
        model_id,
        fit_score,
        engagement_score,
        total_score,
        score_change_7d,
        fit_coverage,
        fit_grade,
        engagement_band,
        score_class
    from graded_scores
)

select * from final
