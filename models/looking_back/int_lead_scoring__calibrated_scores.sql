-- What each total score of open leads at past cutoffs stands for, and what became of the leads that
-- had it: model × sample × score. How likely a lead of a score is to convert is learnt on the older
-- cutoffs (train) only: close rates of up to 50 slices of equally many leads, made monotone by
-- isotonic regression, so that a higher score never means a lower probability.
{%- set slices = 50 %}
{%- set double = lead_scoring.type_double() %}

with scores as (
    select
        lead_id,
        model_id,
        sample,
        total_score as score,
        is_converted
    from {{ ref('int_lead_scoring__sampled_scores') }}
    where sample is not null
),

totals as (
    select
        model_id,
        cast(sum(case when is_converted then 1 else 0 end) as {{ double }}) / count(*) as rate
    from scores
    where sample = 'train'
    group by model_id
    -- A lead that converts is often seen at several cutoffs, and is one outcome still.
    having
        count(distinct case when is_converted then lead_id end)
        >= {{ lead_scoring.setting('min_conversions') }}
),

{{ lead_scoring.score_ladder('scores', by=['model_id', 'sample']) }},

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
    where score_ladder.sample = 'train'
),

slices as (
    select
        model_id,
        slice,
        min(score) as lowest_score,
        cast(sum(leads) as {{ double }}) + 1 as weight,
        sum(conversions) + min(rate) as weighted_conversions
    from numbered
    group by model_id, slice
),

{{ lead_scoring.isotonic_rates('slices') }},

-- Slices of one probability are one interval.
lowest_scores as (
    select
        slices.model_id,
        cast(isotonic_rates.rate as {{ lead_scoring.type_ratio() }}) as conversion_probability,
        min(slices.lowest_score) as lowest_score
    from slices
    inner join isotonic_rates
        on slices.model_id = isotonic_rates.model_id
        and slices.slice = isotonic_rates.slice
    group by
        slices.model_id, cast(isotonic_rates.rate as {{ lead_scoring.type_ratio() }})
),

intervals as (
    select
        model_id,
        conversion_probability,
        {{ lead_scoring.open_interval('lowest_score', by='model_id') }}
    from lowest_scores
),

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
        intervals.conversion_probability
    from score_ladder
    left join intervals
        on score_ladder.model_id = intervals.model_id
        and {{ lead_scoring.lies_in_interval('score_ladder.score', 'intervals') }}
)

select * from final
