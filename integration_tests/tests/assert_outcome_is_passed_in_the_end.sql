-- The package says "converted" (within lead_scoring__outcome_days after the cutoff) of exactly the
-- registrations that were passed in the end.
with scores as (
    select * from {{ ref('lead_scoring', 'int_lead_scoring__sampled_scores') }}
),

results as (
    select * from {{ ref('stg_oulad__results') }}
),

final as (
    select
        results.registration_id,
        results.is_passed,
        scores.model_id,
        scores.is_converted
    from results
    left join scores on results.registration_id = scores.lead_id
    where coalesce(scores.is_converted <> results.is_passed, true)
)

select * from final
