-- The path has every day on which a score can rise, so since a lead's last day on it the scores can
-- only have fallen. A day that the path lacks would hide a crossing from the backtest. (0.001: ties
-- in the fifth decimal, as between any two sums.)
with last_days as (
    select
        lead_id,
        model_id,
        max(as_of_date) as as_of_date
    from {{ ref('int_lead_scoring__score_path') }}
    group by lead_id, model_id
),

last_scores as (
    select score_path.*
    from {{ ref('int_lead_scoring__score_path') }} as score_path
    inner join last_days
        on score_path.lead_id = last_days.lead_id
        and score_path.model_id = last_days.model_id
        and score_path.as_of_date = last_days.as_of_date
)

select
    scores.lead_id,
    scores.model_id,
    scores.fit_score,
    scores.engagement_score,
    last_scores.as_of_date as last_path_date,
    last_scores.fit_score as last_fit_score,
    last_scores.engagement_score as last_engagement_score
from {{ ref('lead_scoring__lead_scores') }} as scores
left join last_scores
    on scores.lead_id = last_scores.lead_id
    and scores.model_id = last_scores.model_id
where
    last_scores.lead_id is null
    or scores.fit_score > last_scores.fit_score + 0.001
    or scores.engagement_score > last_scores.engagement_score + 0.001
