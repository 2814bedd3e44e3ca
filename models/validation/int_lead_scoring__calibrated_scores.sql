-- What each total score of open leads at past cutoffs stands for, and what became of the leads that
-- had it: model × sample × score. Whether the probabilities come true is judged by it.
with scores as (
    select
        model_id,
        sample,
        total_score as score,
        is_converted
    from {{ ref('int_lead_scoring__sampled_scores') }}
),

{{ lead_scoring.score_ladder('scores', by=['model_id', 'sample']) }},

final as (
    select
        score_ladder.model_id,
        score_ladder.sample,
        score_ladder.score,
        cast(score_ladder.leads as bigint) as leads,
        cast(score_ladder.conversions as bigint) as conversions,
        cast(
            floor(10.0 * (score_ladder.leads_reached - score_ladder.leads) / score_ladder.all_leads)
            as integer
        ) + 1 as decile,
        calibration.conversion_probability
    from score_ladder
    left join {{ ref('int_lead_scoring__calibration') }} as calibration
        on score_ladder.model_id = calibration.model_id
        and {{ lead_scoring.lies_in_interval('score_ladder.score', 'calibration') }}
)

select * from final
