-- The open leads of each cutoff with their class and the part of the score scale that they lie in:
-- lead × model × cutoff, those whose outcome is still coming in too. Whether leads still look
-- like those that bars and probabilities were chosen on is judged by it.
{{ config(materialized=lead_scoring.small_step()) }}
{% set outcome_days = var('lead_scoring__outcome_days', 90) | int %}

with sampled_scores as (
    select * from {{ ref('int_lead_scoring__sampled_scores') }}
),

later_scores as (
    select * from {{ ref('int_lead_scoring__cutoff_scores') }}
    where cutoff_date > {{ lead_scoring.add_days(lead_scoring.as_of_date(), -outcome_days) }}
),

scores as (
    select
        lead_id,
        model_id,
        cutoff_date as as_of_date,
        fit_score,
        engagement_score,
        total_score,
        sample,
        is_converted
    from sampled_scores
    union all
    select
        lead_id,
        model_id,
        cutoff_date as as_of_date,
        fit_score,
        engagement_score,
        total_score,
        cast(null as {{ dbt.type_string() }}) as sample,
        cast(null as boolean) as is_converted
    from later_scores
),

{{ lead_scoring.graded_scores('scores') }},

-- The tenths of train, as far as scores tell them apart; the outer ones have no end.
tenths as (
    select
        model_id,
        decile,
        min(score) as lowest_score
    from {{ ref('int_lead_scoring__calibrated_scores') }}
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
        graded_scores.as_of_date as cutoff_date,
        cast({{ dbt.date_trunc('month', 'graded_scores.as_of_date') }} as date) as cohort_month,
        graded_scores.total_score as score,
        graded_scores.score_class,
        parts.part,
        graded_scores.sample,
        graded_scores.is_converted,
        case when graded_scores.sample is not null then calibration.conversion_probability end
            as conversion_probability
    from graded_scores
    left join parts
        on graded_scores.model_id = parts.model_id
        and {{ lead_scoring.lies_in_interval('graded_scores.total_score', 'parts') }}
    left join {{ ref('int_lead_scoring__calibration') }} as calibration
        on graded_scores.model_id = calibration.model_id
        and {{ lead_scoring.lies_in_interval('graded_scores.total_score', 'calibration') }}
)

select * from final
