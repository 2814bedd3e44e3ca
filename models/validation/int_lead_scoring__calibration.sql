-- How likely a lead of a given total score is to convert: model × interval of scores. Learnt on
-- the older cutoffs (train) only: close rates of up to 50 slices of equally many leads, made
-- monotone by isotonic regression, so that a higher score never means a lower probability.
{% set slices = 50 %}
{% set double = lead_scoring.type_double() %}

with scores as (
    select
        lead_id,
        model_id,
        total_score as score,
        is_converted
    from {{ ref('int_lead_scoring__sampled_scores') }}
    where sample = 'train'
),

totals as (
    select
        model_id,
        cast(sum(case when is_converted then 1 else 0 end) as {{ double }}) / count(*) as rate
    from scores
    group by model_id
    -- A lead that converts is often seen at several cutoffs, and is one outcome still.
    having
        count(distinct case when is_converted then lead_id end)
        >= {{ var('lead_scoring__min_conversions', 20) | int }}
),

{{ lead_scoring.score_ladder('scores', by=['model_id']) }},

-- Leads of one score stay together. Each slice is given one lead more, which converts at the rate
-- of all: no slice says never, or always.
numbered as (
    select
        score_ladder.*,
        totals.rate,
        cast(
            floor(
                {{ slices }}.0 * (score_ladder.all_leads - score_ladder.leads_reached)
                / score_ladder.all_leads
            ) as integer
        ) as slice
    from score_ladder
    inner join totals on score_ladder.model_id = totals.model_id
),

slices as (
    select
        model_id,
        slice,
        min(score) as lowest_score,
        sum(leads) as leads,
        sum(conversions) as conversions,
        cast(sum(leads) as {{ double }}) + 1 as weight,
        sum(conversions) + min(rate) as weighted_conversions
    from numbered
    group by model_id, slice
),

stretches as (
    select
        first_ones.model_id,
        first_ones.slice as first_slice,
        last_ones.slice as last_slice,
        sum(between_ones.weighted_conversions) / sum(between_ones.weight) as rate
    from slices as first_ones
    inner join slices as last_ones
        on first_ones.model_id = last_ones.model_id
        and first_ones.slice <= last_ones.slice
    inner join slices as between_ones
        on first_ones.model_id = between_ones.model_id
        and between_ones.slice between first_ones.slice and last_ones.slice
    group by first_ones.model_id, first_ones.slice, last_ones.slice
),

-- Isotonic regression in one formula: at slice k the highest, over all starts up to k, of the
-- lowest rate of a stretch from there to k or beyond.
lowest_rates as (
    select
        model_id,
        first_slice,
        last_slice as slice,
        min(rate) over (
            partition by model_id, first_slice
            order by last_slice desc
            rows between unbounded preceding and current row
        ) as rate
    from stretches
),

monotone as (
    select
        model_id,
        slice,
        cast(max(rate) as {{ lead_scoring.type_ratio() }}) as conversion_probability
    from lowest_rates
    group by model_id, slice
),

intervals as (
    select
        monotone.model_id,
        monotone.conversion_probability,
        min(slices.lowest_score) as lowest_score,
        sum(slices.leads) as leads,
        sum(slices.conversions) as conversions
    from monotone
    inner join slices
        on monotone.model_id = slices.model_id
        and monotone.slice = slices.slice
    group by monotone.model_id, monotone.conversion_probability
),

-- The lowest interval has no lower end and the highest no upper one, so that every score has a
-- probability.
final as (
    select
        model_id,
        case
            when row_number() over (partition by model_id order by lowest_score) > 1
                then lowest_score
        end as from_score,
        lead(lowest_score) over (partition by model_id order by lowest_score) as below_score,
        leads,
        conversions,
        conversion_probability
    from intervals
)

select * from final
