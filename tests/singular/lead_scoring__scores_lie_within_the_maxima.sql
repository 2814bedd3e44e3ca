-- Today's scores, those of the path and those at the cutoffs lie within 0 and the maxima of their
-- scoring model. An empty maximum is no bound.
with scores as (
    {%- for relation, date in [
        ('lead_scoring__lead_scores', 'as_of_date'),
        ('int_lead_scoring__score_path', 'as_of_date'),
        ('int_lead_scoring__sampled_scores', 'cutoff_date'),
    ] %}
    select
        lead_id,
        model_id,
        {{ date }} as as_of_date,
        fit_score,
        engagement_score,
        total_score
    from {{ ref(relation) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

bounds as (
    select
        model_id,
        {{ lead_scoring.round_points('fit_max') }} as fit_max,
        {{ lead_scoring.round_points('engagement_max') }} as engagement_max
    from {{ ref('int_lead_scoring__models') }}
)

select scores.*
from scores
inner join bounds on scores.model_id = bounds.model_id
where
    scores.fit_score < 0
    or scores.fit_score > bounds.fit_max
    or scores.engagement_score < 0
    or scores.engagement_score > bounds.engagement_max
    or scores.total_score > bounds.fit_max + bounds.engagement_max
