{#- Scores with the letter for fit, the number for engagement and the class. `scores` is a relation
    or CTE with lead_id, model_id, as_of_date and the scores. The macro gives a list of CTEs, the
    last of which, `graded_scores`, has the columns of `scores` and these. Too little known about a
    lead makes the grade "?" rather than a false low one. -#}
{% macro graded_scores(scores) -%}
_ls_bands_of_models as (
    {{ lead_scoring.rows_of_models('bands') }}
),

_ls_rounded_bands as (
    select
        model_id,
        dimension,
        label,
        {{ lead_scoring.round_points('min_score') }} as min_score
    from _ls_bands_of_models
),

_ls_bands as (
    select
        *,
        lead(min_score) over (partition by model_id, dimension order by min_score) as next_min_score
    from _ls_rounded_bands
),

_ls_labelled_scores as (
    select
        scores.*,
        {# Fit rules that ask for nothing leave nothing unknown. #}
        coalesce(coverage.fit_coverage, 1.0) as fit_coverage,
        case when coalesce(coverage.is_covered, true) then grades.label else '?' end as fit_grade,
        engagement_bands.label as engagement_band
    from {{ scores }} as scores
    left join {{ ref('int_lead_scoring__fit_coverage') }} as coverage
        on scores.lead_id = coverage.lead_id
        and scores.model_id = coverage.model_id
        and {{ lead_scoring.is_within(
            'scores.as_of_date', 'coverage.known_from', 'coverage.known_until'
        ) }}
    left join _ls_bands as grades
        on scores.model_id = grades.model_id
        and grades.dimension = 'fit'
        and scores.fit_score >= grades.min_score
        and scores.fit_score < coalesce(grades.next_min_score, scores.fit_score + 1)
    left join _ls_bands as engagement_bands
        on scores.model_id = engagement_bands.model_id
        and engagement_bands.dimension = 'engagement'
        and scores.engagement_score >= engagement_bands.min_score
        and scores.engagement_score
        < coalesce(engagement_bands.next_min_score, scores.engagement_score + 1)
),

graded_scores as (
    select
        *,
        fit_grade || engagement_band as score_class
    from _ls_labelled_scores
)
{%- endmacro %}
