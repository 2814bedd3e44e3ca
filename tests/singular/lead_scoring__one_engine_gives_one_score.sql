-- Where the path, the cutoffs and today speak of the same lead, model and day they give the same
-- scores. A sum that was made in another order may fall on the other side of a tie in the fifth
-- decimal, so ten entries may differ by 0.0001 each.
with others as (
    select
        'today' as compared_with,
        lead_id,
        model_id,
        as_of_date,
        fit_score,
        engagement_score,
        total_score
    from {{ ref('lead_scoring__lead_scores') }}
    union all
    select
        'cutoff' as compared_with,
        lead_id,
        model_id,
        cutoff_date as as_of_date,
        fit_score,
        engagement_score,
        total_score
    from {{ ref('int_lead_scoring__sampled_scores') }}
)

select
    others.*,
    score_path.fit_score as path_fit_score,
    score_path.engagement_score as path_engagement_score,
    score_path.total_score as path_total_score
from {{ ref('int_lead_scoring__score_path') }} as score_path
inner join others
    on score_path.lead_id = others.lead_id
    and score_path.model_id = others.model_id
    and score_path.as_of_date = others.as_of_date
where
    abs(score_path.fit_score - others.fit_score) > 0.001
    or abs(score_path.engagement_score - others.engagement_score) > 0.001
    or abs(score_path.total_score - others.total_score) > 0.001
