-- Does the score rank those who convert first, and better than simple baselines do:
-- model × sample × score_name. Open leads are scored at past cutoffs and judged by what followed.
{% set z = 1.959963984540054 %}

with scores as (
    select * from {{ ref('int_lead_scoring__sampled_scores') }}
),

{{ lead_scoring.score_ladder('scores', by=['model_id', 'sample', 'score_name']) }},

statistics as (
    select
        model_id,
        sample,
        score_name,
        {{ lead_scoring.auc('conversions', 'other_leads', 'conversions_above') }} as auc,
        {{ lead_scoring.ks('conversions_reached_share', 'others_reached_share') }} as ks,
        {{ lead_scoring.average_precision('conversions', 'conversions_reached', 'leads_reached') }}
            as average_precision,
        {{ lead_scoring.top_lift(0.1, 'conversions', 'leads', 'leads_reached', 'all_leads') }}
            as lift_top_10,
        {{ lead_scoring.top_lift(0.2, 'conversions', 'leads', 'leads_reached', 'all_leads') }}
            as lift_top_20,
        {{ lead_scoring.top_lift(0.3, 'conversions', 'leads', 'leads_reached', 'all_leads') }}
            as lift_top_30
    from score_ladder
    group by model_id, sample, score_name
),

-- A lead is scored at several cutoffs, which are no independent witnesses: they are summed.
leads as (
    select
        scores.model_id,
        scores.sample,
        scores.score_name,
        scores.lead_id,
        min(scores.cutoff_date) as first_cutoff_date,
        max(scores.cutoff_date) as last_cutoff_date,
        count(*) as scorings,
        sum(case when scores.is_converted then 1 else 0 end) as conversions,
        sum(case when scores.is_converted then ladder.conversion_placement - statistics.auc end)
            as conversion_deviation,
        sum(case when not scores.is_converted then ladder.other_placement - statistics.auc end)
            as other_deviation
    from scores
    inner join score_ladder as ladder
        on scores.model_id = ladder.model_id
        and scores.sample = ladder.sample
        and scores.score_name = ladder.score_name
        and scores.score = ladder.score
    inner join statistics
        on scores.model_id = statistics.model_id
        and scores.sample = statistics.sample
        and scores.score_name = statistics.score_name
    group by scores.model_id, scores.sample, scores.score_name, scores.lead_id
),

populations as (
    select
        model_id,
        sample,
        score_name,
        min(first_cutoff_date) as first_cutoff_date,
        max(last_cutoff_date) as last_cutoff_date,
        count(*) as distinct_leads,
        sum(scorings) as leads,
        sum(conversions) as conversions,
        {{ lead_scoring.auc_variance(
            'conversion_deviation', 'other_deviation', 'conversions', 'scorings - conversions'
        ) }} as auc_variance
    from leads
    group by model_id, sample, score_name
),

-- A perfect ranking, or one score for all, leaves nothing to vary, which is no certainty.
errors as (
    select
        *,
        case when auc_variance > 1e-12 then sqrt(greatest(auc_variance, 0)) end as auc_error
    from populations
),

-- What the score promises is held against what came, over all leads and tenth by tenth.
brier_scores as (
    select
        model_id,
        sample,
        'total_score' as score_name,
        avg(
            power(
                cast(conversion_probability as {{ lead_scoring.type_double() }})
                - case when is_converted then 1 else 0 end,
                2
            )
        ) as brier_score
    from {{ ref('int_lead_scoring__calibrated_scores') }}
    group by model_id, sample
),

calibration_errors as (
    select
        model_id,
        sample,
        sum(
            abs(
                1.0 * conversions
                - leads * cast(expected_conversion_rate as {{ lead_scoring.type_double() }})
            )
        ) / nullif(max(cumulative_leads), 0) as calibration_error
    from {{ ref('lead_scoring__score_deciles') }}
    group by model_id, sample
),

samples as (
    select * from {{ ref('int_lead_scoring__samples') }}
),

score_names as (
    {% for score_name in lead_scoring.score_names() -%}
    select '{{ score_name }}' as score_name
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        models.model_id,
        samples.sample,
        score_names.score_name,
        {{ lead_scoring.as_of_date() }} as as_of_date,
        errors.first_cutoff_date,
        errors.last_cutoff_date,
        cast(coalesce(errors.leads, 0) as bigint) as leads,
        cast(coalesce(errors.distinct_leads, 0) as bigint) as distinct_leads,
        cast(coalesce(errors.conversions, 0) as bigint) as conversions,
        {{ lead_scoring.ratio('errors.conversions', 'errors.leads') }} as conversion_rate,
        cast(statistics.auc as {{ lead_scoring.type_ratio() }}) as auc,
        cast(
            case
                when errors.auc_error is not null
                    then greatest(statistics.auc - {{ z }} * errors.auc_error, 0)
            end as {{ lead_scoring.type_ratio() }}
        ) as auc_low,
        cast(
            case
                when errors.auc_error is not null
                    then least(statistics.auc + {{ z }} * errors.auc_error, 1)
            end as {{ lead_scoring.type_ratio() }}
        ) as auc_high,
        cast(statistics.ks as {{ lead_scoring.type_ratio() }}) as ks,
        cast(statistics.average_precision as {{ lead_scoring.type_ratio() }}) as average_precision,
        cast(statistics.lift_top_10 as {{ lead_scoring.type_ratio() }}) as lift_top_10,
        cast(statistics.lift_top_20 as {{ lead_scoring.type_ratio() }}) as lift_top_20,
        cast(statistics.lift_top_30 as {{ lead_scoring.type_ratio() }}) as lift_top_30,
        cast(brier_scores.brier_score as {{ lead_scoring.type_ratio() }}) as brier_score,
        cast(
            case when brier_scores.brier_score is not null then calibration.calibration_error end
            as {{ lead_scoring.type_ratio() }}
        ) as calibration_error
    from {{ ref('int_lead_scoring__models') }} as models
    cross join samples
    cross join score_names
    left join errors
        on models.model_id = errors.model_id
        and samples.sample = errors.sample
        and score_names.score_name = errors.score_name
    left join statistics
        on models.model_id = statistics.model_id
        and samples.sample = statistics.sample
        and score_names.score_name = statistics.score_name
    left join brier_scores
        on models.model_id = brier_scores.model_id
        and samples.sample = brier_scores.sample
        and score_names.score_name = brier_scores.score_name
    left join calibration_errors as calibration
        on brier_scores.model_id = calibration.model_id
        and brier_scores.sample = calibration.sample
)

select * from final
