-- How likely a lead of a given total score is to convert: model × interval of scores. Learnt on the
-- older cutoffs, and published, so that a daily run that looks back at nothing can read the curve
-- of the last one that did.
with calibrated_scores as (
    select * from {{ ref('int_lead_scoring__calibrated_scores') }}
    where sample = 'train' and conversion_probability is not null
),

intervals as (
    select
        model_id,
        conversion_probability,
        min(score) as lowest_score,
        sum(leads) as leads,
        sum(conversions) as conversions
    from calibrated_scores
    group by model_id, conversion_probability
),

final as (
    select
        model_id,
        {{ lead_scoring.open_interval('lowest_score', by='model_id') }},
        conversion_probability,
        cast(leads as bigint) as leads,
        cast(conversions as bigint) as conversions,
        {{ lead_scoring.day_of(['int_lead_scoring__sampled_scores']) }} as as_of_date
    from intervals
)

select * from final
