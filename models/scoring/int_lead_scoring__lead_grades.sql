-- The letter for fit and the number for engagement: lead × model. Too little known about a lead
-- makes the grade "?" rather than a false low one.
with bands_of_models as (
    {{ lead_scoring.rows_of_models('bands') }}
),

rounded_bands as (
    select
        model_id,
        dimension,
        label,
        {{ lead_scoring.round_points('min_score') }} as min_score
    from bands_of_models
),

bands as (
    select
        *,
        lead(min_score) over (partition by model_id, dimension order by min_score) as next_min_score
    from rounded_bands
),

coverage as (
    select
        scores.*,
        models.min_fit_coverage,
        {# Fit rules that ask for nothing leave nothing unknown. #}
        coalesce(
            cast(coverage.known_fields as {{ lead_scoring.type_double() }})
            / nullif(coverage.asked_fields, 0),
            1.0
        ) as fit_coverage
    from {{ ref('int_lead_scoring__current_scores') }} as scores
    inner join {{ ref('int_lead_scoring__models') }} as models
        on scores.model_id = models.model_id
    left join {{ ref('int_lead_scoring__fit_coverage') }} as coverage
        on scores.lead_id = coverage.lead_id
        and scores.model_id = coverage.model_id
),

final as (
    select
        coverage.lead_id,
        coverage.model_id,
        coverage.fit_score,
        coverage.engagement_score,
        coverage.total_score,
        coverage.score_change_7d,
        coverage.fit_coverage,
        case
            when coverage.fit_coverage < coverage.min_fit_coverage then '?'
            else grades.label
        end as fit_grade,
        case
            when coverage.fit_coverage < coverage.min_fit_coverage then null
            else grades.min_score
        end as grade_score,
        engagement_bands.label as engagement_band
    from coverage
    left join bands as grades
        on coverage.model_id = grades.model_id
        and grades.dimension = 'fit'
        and coverage.fit_score >= grades.min_score
        and coverage.fit_score < coalesce(grades.next_min_score, coverage.fit_score + 1)
    left join bands as engagement_bands
        on coverage.model_id = engagement_bands.model_id
        and engagement_bands.dimension = 'engagement'
        and coverage.engagement_score >= engagement_bands.min_score
        and coverage.engagement_score
        < coalesce(engagement_bands.next_min_score, coverage.engagement_score + 1)
)

select * from final
