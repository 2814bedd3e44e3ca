-- The open leads of each cutoff with their class and the part of the score scale that they lie in:
-- lead × model × cutoff, those whose outcome is still coming in too. Whether leads still look
-- like those that bars and probabilities were chosen on is judged by it.
with scores as (
    select
        *,
        cutoff_date as as_of_date
    from {{ ref('int_lead_scoring__cutoff_scores') }}
),

{{ lead_scoring.graded_scores('scores') }},

judged as (
    select * from {{ ref('int_lead_scoring__calibrated_scores') }}
),

-- The tenths of train, as far as scores tell them apart; the outer ones have no end.
tenths as (
    select
        model_id,
        decile,
        min(score) as lowest_score
    from judged
    where sample = 'train'
    group by model_id, decile
),

parts as (
    select
        model_id,
        decile as part,
        case
            when lead(decile) over (partition by model_id order by decile) is not null
                then lowest_score
        end as from_score,
        lag(lowest_score) over (partition by model_id order by decile) as below_score
    from tenths
),

final as (
    select
        graded_scores.lead_id,
        graded_scores.model_id,
        graded_scores.cutoff_date,
        cast({{ dbt.date_trunc('month', 'graded_scores.cutoff_date') }} as date) as cohort_month,
        graded_scores.total_score as score,
        graded_scores.score_class,
        parts.part,
        judged.sample,
        judged.is_converted,
        judged.conversion_probability
    from graded_scores
    left join parts
        on graded_scores.model_id = parts.model_id
        and {{ lead_scoring.lies_in_interval('graded_scores.total_score', 'parts') }}
    left join judged
        on graded_scores.lead_id = judged.lead_id
        and graded_scores.model_id = judged.model_id
        and graded_scores.cutoff_date = judged.cutoff_date
)

select * from final
