-- The total scores of open leads at past cutoffs, with the probability of converting that they
-- stand for and what became of the lead: lead × model × cutoff. Whether those probabilities come
-- true is judged by it.
with scores as (
    select * from {{ ref('int_lead_scoring__sampled_scores') }}
),

ranked as (
    select
        *,
        rank() over (partition by model_id, sample order by total_score desc) - 1 as leads_above,
        count(*) over (partition by model_id, sample) as all_leads
    from scores
),

final as (
    select
        ranked.lead_id,
        ranked.model_id,
        ranked.cutoff_date,
        ranked.sample,
        ranked.total_score as score,
        ranked.is_converted,
        cast(floor(10.0 * ranked.leads_above / ranked.all_leads) as integer) + 1 as decile,
        calibration.conversion_probability
    from ranked
    left join {{ ref('int_lead_scoring__calibration') }} as calibration
        on ranked.model_id = calibration.model_id
        and {{ lead_scoring.lies_in_interval('ranked.total_score', 'calibration') }}
)

select * from final
