-- The open leads of each cutoff with their class and the part of the score scale that they lie in:
-- lead × model × cutoff, those whose outcome is still coming in too. Whether leads still look
-- like those that bars and probabilities were chosen on is judged by it.
{{ config(materialized=lead_scoring.small_step()) }}

with scores as (
    select
        lead_id,
        model_id,
        cutoff_date as as_of_date,
        fit_score,
        engagement_score,
        total_score,
        sample,
        case when sample is not null then is_converted end as is_converted
    from {{ ref('int_lead_scoring__sampled_scores') }}
),

{{ lead_scoring.graded_scores('scores') }},

calibrated_scores as (
    select * from {{ ref('int_lead_scoring__calibrated_scores') }}
),

-- The tenths of train, as far as scores tell them apart; the outer ones have no end.
tenths as (
    select
        model_id,
        decile as part,
        min(score) as lowest_score
    from calibrated_scores
    where sample = 'train'
    group by model_id, decile
),

parts as (
    select
        model_id,
        part,
        {{ lead_scoring.open_interval('lowest_score', by='model_id') }}
    from tenths
),

final as (
    select
        graded_scores.lead_id,
        graded_scores.model_id,
        graded_scores.as_of_date as cutoff_date,
        cast({{ dbt.date_trunc('month', 'graded_scores.as_of_date') }} as date) as cohort_month,
        graded_scores.total_score as score,
        graded_scores.score_class,
        parts.part,
        graded_scores.sample,
        graded_scores.is_converted,
        calibrated_scores.conversion_probability
    from graded_scores
    left join parts
        on graded_scores.model_id = parts.model_id
        and {{ lead_scoring.lies_in_interval('graded_scores.total_score', 'parts') }}
    left join calibrated_scores
        on graded_scores.model_id = calibrated_scores.model_id
        and graded_scores.sample = calibrated_scores.sample
        and graded_scores.total_score = calibrated_scores.score
)

select * from final
