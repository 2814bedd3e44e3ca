-- How leads did from the best tenth by total score to the worst: model × sample × decile. Leads
-- of one score stay together, in the tenth in which the first of them stands, so no coin is tossed
-- and tenths may be uneven or empty.
with scores as (
    select * from {{ ref('int_lead_scoring__calibrated_scores') }}
),

filled as (
    select
        model_id,
        sample,
        decile,
        min(score) as lowest_score,
        max(score) as highest_score,
        sum(leads) as leads,
        sum(conversions) as conversions,
        sum(leads * cast(conversion_probability as {{ lead_scoring.type_double() }})) / sum(leads)
            as expected_conversion_rate
    from scores
    group by model_id, sample, decile
),

samples as (
    {{ lead_scoring.samples() }}
),

deciles as (
    select n + 1 as decile
    from ({{ lead_scoring.numbers(1) }}) as numbers
),

counts as (
    select
        models.model_id,
        samples.sample,
        deciles.decile,
        filled.lowest_score,
        filled.highest_score,
        coalesce(filled.leads, 0) as leads,
        coalesce(filled.conversions, 0) as conversions,
        filled.expected_conversion_rate
    from {{ ref('int_lead_scoring__models') }} as models
    cross join samples
    cross join deciles
    left join filled
        on models.model_id = filled.model_id
        and samples.sample = filled.sample
        and deciles.decile = filled.decile
),

running as (
    select
        *,
        sum(leads) over (
            partition by model_id, sample
            order by decile
            rows between unbounded preceding and current row
        ) as cumulative_leads,
        sum(conversions) over (
            partition by model_id, sample
            order by decile
            rows between unbounded preceding and current row
        ) as cumulative_conversions,
        sum(leads) over (partition by model_id, sample) as all_leads,
        sum(conversions) over (partition by model_id, sample) as all_conversions
    from counts
),

final as (
    select
        model_id,
        sample,
        cast(decile as integer) as decile,
        {{ lead_scoring.day_of(['int_lead_scoring__sampled_scores']) }} as as_of_date,
        cast(lowest_score as {{ lead_scoring.type_points() }}) as lowest_score,
        cast(highest_score as {{ lead_scoring.type_points() }}) as highest_score,
        cast(leads as bigint) as leads,
        cast(conversions as bigint) as conversions,
        {{ lead_scoring.ratio('conversions', 'leads') }} as conversion_rate,
        cast(
            {{ lead_scoring.wilson_bound('conversions', 'leads', 'low') }}
            as {{ lead_scoring.type_ratio() }}
        ) as conversion_rate_low,
        cast(
            {{ lead_scoring.wilson_bound('conversions', 'leads', 'high') }}
            as {{ lead_scoring.type_ratio() }}
        ) as conversion_rate_high,
        {{ lead_scoring.ratio('1.0 * conversions * all_leads', '(1.0 * leads * all_conversions)') }}
            as lift,
        cast(expected_conversion_rate as {{ lead_scoring.type_ratio() }})
            as expected_conversion_rate,
        cast(cumulative_leads as bigint) as cumulative_leads,
        cast(cumulative_conversions as bigint) as cumulative_conversions,
        {{ lead_scoring.ratio('cumulative_leads', 'all_leads') }} as cumulative_leads_share,
        {{ lead_scoring.ratio('cumulative_conversions', 'all_conversions') }} as cumulative_gain
    from running
)

select * from final
