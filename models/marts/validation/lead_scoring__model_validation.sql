-- Does the score rank those who convert first, and better than simple baselines do:
-- model × sample × score_name. Open leads are scored at past cutoffs and judged by what followed.
{%- set z = 1.959963984540054 %}
{%- set double = lead_scoring.type_double() %}
{%- set score_names = lead_scoring.score_names() %}

with scores as (
    select * from {{ ref('int_lead_scoring__sampled_scores') }}
    where sample is not null
),

rankings as (
    {%- for score_name in score_names %}
    select
        model_id,
        sample,
        '{{ score_name }}' as score_name,
        {{ score_name }} as score,
        is_converted
    from scores
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ lead_scoring.score_ladder('rankings', by=['model_id', 'sample', 'score_name']) }},

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

deviations as (
    select
        ladder.model_id,
        ladder.sample,
        ladder.score_name,
        ladder.score,
        ladder.conversion_placement - statistics.auc as conversion_deviation,
        ladder.other_placement - statistics.auc as other_deviation
    from score_ladder as ladder
    inner join statistics
        on ladder.model_id = statistics.model_id
        and ladder.sample = statistics.sample
        and ladder.score_name = statistics.score_name
),

-- A lead is scored at several cutoffs, which are no independent witnesses: they are summed.
leads as (
    select
        {%- for score_name in score_names %}
        sum(case when scores.is_converted then of_{{ score_name }}.conversion_deviation end)
            as {{ score_name }}_conversion_deviation,
        sum(case when not scores.is_converted then of_{{ score_name }}.other_deviation end)
            as {{ score_name }}_other_deviation,
        {%- endfor %}
        scores.model_id,
        scores.sample,
        scores.lead_id,
        min(scores.cutoff_date) as first_cutoff_date,
        max(scores.cutoff_date) as last_cutoff_date,
        count(*) as scorings,
        sum(case when scores.is_converted then 1 else 0 end) as conversions
    from scores
    {% for score_name in score_names -%}
    inner join deviations as of_{{ score_name }}
        on of_{{ score_name }}.score_name = '{{ score_name }}'
        and scores.model_id = of_{{ score_name }}.model_id
        and scores.sample = of_{{ score_name }}.sample
        and scores.{{ score_name }} = of_{{ score_name }}.score
    {% endfor -%}
    group by scores.model_id, scores.sample, scores.lead_id
),

populations as (
    select
        {%- for score_name in score_names %}
        {{ lead_scoring.auc_variance(
            score_name ~ '_conversion_deviation', score_name ~ '_other_deviation',
            'conversions', 'scorings - conversions'
        ) }} as {{ score_name }}_variance,
        {%- if score_name != 'total_score' %}
        {# Both rank the same leads: their luck is common, and only what parts them varies. #}
        {{ lead_scoring.auc_variance(
            '(total_score_conversion_deviation - ' ~ score_name ~ '_conversion_deviation)',
            '(total_score_other_deviation - ' ~ score_name ~ '_other_deviation)',
            'conversions', 'scorings - conversions'
        ) }} as {{ score_name }}_difference_variance,
        {%- endif %}
        {%- endfor %}
        model_id,
        sample,
        min(first_cutoff_date) as first_cutoff_date,
        max(last_cutoff_date) as last_cutoff_date,
        count(*) as distinct_leads,
        sum(scorings) as leads,
        sum(conversions) as conversions
    from leads
    group by model_id, sample
),

score_names as (
    {% for score_name in score_names -%}
    select '{{ score_name }}' as score_name
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

variances as (
    select
        populations.*,
        score_names.score_name,
        case score_names.score_name
            {%- for score_name in score_names %}
            when '{{ score_name }}' then populations.{{ score_name }}_variance
            {%- endfor %}
        end as auc_variance,
        case score_names.score_name
            {%- for score_name in score_names if score_name != 'total_score' %}
            when '{{ score_name }}' then populations.{{ score_name }}_difference_variance
            {%- endfor %}
        end as difference_variance
    from populations
    cross join score_names
),

-- A perfect ranking, or one score for all, leaves nothing to vary, which is no certainty.
errors as (
    select
        *,
        case when auc_variance > 1e-12 then sqrt(greatest(auc_variance, 0)) end as auc_error,
        case
            when difference_variance > 1e-12 then sqrt(greatest(difference_variance, 0))
        end as difference_error
    from variances
),

-- By how much the score ranks better than its parts and the baselines do.
differences as (
    select
        parts.model_id,
        parts.sample,
        parts.score_name,
        whole.auc - parts.auc as auc_difference
    from statistics as parts
    inner join statistics as whole
        on parts.model_id = whole.model_id
        and parts.sample = whole.sample
    where whole.score_name = 'total_score' and parts.score_name <> 'total_score'
),

-- What the score promises is held against what came, over all leads and tenth by tenth.
tenths as (
    select
        model_id,
        sample,
        decile,
        sum(leads) as leads,
        sum(conversions) as conversions,
        sum(leads * cast(conversion_probability as {{ double }})) as expected_conversions,
        sum(
            conversions * power(1 - cast(conversion_probability as {{ double }}), 2)
            + (leads - conversions) * power(cast(conversion_probability as {{ double }}), 2)
        ) as squared_errors
    from {{ ref('int_lead_scoring__calibrated_scores') }}
    group by model_id, sample, decile
),

promises as (
    select
        model_id,
        sample,
        'total_score' as score_name,
        sum(squared_errors) / sum(leads) as brier_score,
        {{ lead_scoring.calibration_error('leads', 'conversions', 'expected_conversions') }}
            as calibration_error
    from tenths
    group by model_id, sample
),

samples as (
    {{ lead_scoring.samples() }}
),

final as (
    select
        models.model_id,
        samples.sample,
        score_names.score_name,
        {{ lead_scoring.day_of(['int_lead_scoring__sampled_scores']) }} as as_of_date,
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
        cast(differences.auc_difference as {{ lead_scoring.type_ratio() }}) as auc_difference,
        cast(
            case
                when errors.difference_error is not null
                    then greatest(
                        differences.auc_difference - {{ z }} * errors.difference_error, -1
                    )
            end as {{ lead_scoring.type_ratio() }}
        ) as auc_difference_low,
        cast(
            case
                when errors.difference_error is not null
                    then least(
                        differences.auc_difference + {{ z }} * errors.difference_error, 1
                    )
            end as {{ lead_scoring.type_ratio() }}
        ) as auc_difference_high,
        cast(statistics.ks as {{ lead_scoring.type_ratio() }}) as ks,
        cast(statistics.average_precision as {{ lead_scoring.type_ratio() }}) as average_precision,
        cast(statistics.lift_top_10 as {{ lead_scoring.type_ratio() }}) as lift_top_10,
        cast(statistics.lift_top_20 as {{ lead_scoring.type_ratio() }}) as lift_top_20,
        cast(statistics.lift_top_30 as {{ lead_scoring.type_ratio() }}) as lift_top_30,
        cast(promises.brier_score as {{ lead_scoring.type_ratio() }}) as brier_score,
        cast(promises.calibration_error as {{ lead_scoring.type_ratio() }}) as calibration_error
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
    left join differences
        on models.model_id = differences.model_id
        and samples.sample = differences.sample
        and score_names.score_name = differences.score_name
    left join promises
        on models.model_id = promises.model_id
        and samples.sample = promises.sample
        and score_names.score_name = promises.score_name
)

select * from final
