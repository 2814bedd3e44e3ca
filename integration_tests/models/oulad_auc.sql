-- How well each scoring model ranks on day 84 of the course those who pass above those who do not:
-- model × population. The AUC is the share of (passed, not passed) pairs that the score puts in the
-- right order, from average ranks, so that a tie is worth half.
with scores as (
    select * from {{ ref('lead_scoring', 'int_lead_scoring__sampled_scores') }}
),

registrations as (
    select * from {{ ref('stg_oulad__registrations') }}
),

results as (
    select * from {{ ref('stg_oulad__results') }}
),

judged as (
    select
        scores.model_id,
        scores.total_score,
        scores.is_converted,
        -- Who has withdrawn by then clicks no more: an easy catch that flatters every score.
        results.final_result = 'Withdrawn' and results.outcome_on <= scores.cutoff_date as is_gone,
        registrations.code_presentation = '2013B' as is_first_course
    from scores
    inner join registrations on scores.lead_id = registrations.registration_id
    inner join results on scores.lead_id = results.registration_id
),

populations as (
    select
        'all' as population,
        *
    from judged
    union all
    select
        'still_enrolled' as population,
        *
    from judged
    where not is_gone
    union all
    -- The points were settled on the first course, which was over when the others began.
    select
        'still_enrolled_later_courses' as population,
        *
    from judged
    where not is_gone and not is_first_course
),

ranked as (
    select
        model_id,
        population,
        is_converted,
        rank() over (partition by model_id, population order by total_score)
        + (count(*) over (partition by model_id, population, total_score) - 1) / 2.0 as average_rank
    from populations
),

sums as (
    select
        model_id,
        population,
        count(*) as leads,
        count(case when is_converted then 1 end) as conversions,
        sum(case when is_converted then average_rank else 0 end) as rank_sum
    from ranked
    group by model_id, population
),

final as (
    select
        model_id,
        population,
        leads,
        conversions,
        cast(rank_sum - conversions * (conversions + 1) / 2.0 as double)
        / nullif(conversions * (leads - conversions), 0) as auc
    from sums
)

select * from final
