-- Does it still hold: model × month × measure × item. The leads that were open at the cutoffs
-- of a month, beside those of train, on which bars and probabilities were chosen: how scores are
-- spread, how often each rule matches, how many leads are in each class, and, once outcomes are
-- known, whether ranking and promise still come true.
{%- set double = lead_scoring.type_double() %}
{%- set unknown = 'cast(null as ' ~ double ~ ')' %}
{%- set min_conversions = lead_scoring.setting('min_conversions') %}
{%- set max_psi = lead_scoring.setting('max_psi') %}
{%- set max_auc_fall = lead_scoring.setting('max_auc_fall') %}
{#- Standard errors that chance goes beyond in one of 20 months, and in one of 1,000. #}
{%- set rarely, hardly_ever = 1.959963984540054, 3.290526731491926 %}
{# Mean and variance of the size of a normal error with a standard error of 1. #}
{%- set mean_size, variance_of_size = 0.7978845608, 0.3633802276 %}
{# Half a lead in every part, so that an empty one does not make the index endless. #}
{%- set half = 'cast(0.5 as ' ~ double ~ ')' %}
{%- set in_train = "case when sample = 'train' then 1 else 0 end" %}

with scores as (
    select * from {{ ref('int_lead_scoring__cohort_scores') }}
),

cutoff_matches as (
    {{ lead_scoring.cutoff_matches() }}
),

trained as (
    select
        model_id,
        count(*) as train_leads,
        count(distinct lead_id) as distinct_train_leads,
        avg(cast(score as {{ double }})) as train_score
    from scores
    where sample = 'train'
    group by model_id
),

months as (
    select
        scores.model_id,
        scores.cohort_month,
        trained.train_leads,
        trained.distinct_train_leads,
        trained.train_score,
        count(*) as leads,
        avg(cast(scores.score as {{ double }})) as score
    from scores
    left join trained on scores.model_id = trained.model_id
    group by
        scores.model_id, scores.cohort_month, trained.train_leads,
        trained.distinct_train_leads, trained.train_score
),

-- All leads of one day are of one sample, but those that are held out. So matches, of which there
-- are many, are not looked up lead by lead.
train_days as (
    select distinct
        model_id,
        cutoff_date
    from scores
    where sample = 'train'
),

counts as (
    select
        model_id,
        cohort_month,
        'score' as measure,
        cast(part as {{ dbt.type_string() }}) as item,
        count(*) as leads,
        sum({{ in_train }}) as train_leads
    from scores
    where part is not null
    group by model_id, cohort_month, part
    union all
    select
        model_id,
        cohort_month,
        'class' as measure,
        score_class as item,
        count(*) as leads,
        sum({{ in_train }}) as train_leads
    from scores
    where score_class is not null
    group by model_id, cohort_month, score_class
    union all
    select
        cutoff_matches.model_id,
        cast({{ dbt.date_trunc('month', 'cutoff_matches.cutoff_date') }} as date) as cohort_month,
        'rule' as measure,
        cutoff_matches.rule_id as item,
        count(*) as leads,
        sum(
            case
                when train_days.cutoff_date is not null and holdout.lead_id is null then 1
                else 0
            end
        ) as train_leads
    from cutoff_matches
    left join train_days
        on cutoff_matches.model_id = train_days.model_id
        and cutoff_matches.cutoff_date = train_days.cutoff_date
    left join {{ ref('stg_lead_scoring__holdout') }} as holdout
        on cutoff_matches.lead_id = holdout.lead_id and holdout.rejection_reason is null
    group by
        cutoff_matches.model_id,
        cast({{ dbt.date_trunc('month', 'cutoff_matches.cutoff_date') }} as date),
        cutoff_matches.rule_id
),

items as (
    select
        model_id,
        measure,
        item,
        sum(train_leads) as train_leads
    from counts
    group by model_id, measure, item
),

-- Of a rule and of a class there are two parts, the leads in it and those out of it; only those in
-- it are counted.
counted_items as (
    select
        *,
        case measure
            when 'score' then count(*) over (partition by model_id, measure)
            else 2
        end as part_count
    from items
),

shares as (
    select
        months.model_id,
        months.cohort_month,
        items.measure,
        items.item,
        items.part_count,
        months.leads,
        months.distinct_train_leads,
        months.score,
        months.train_score,
        cast(coalesce(counts.leads, 0) as {{ double }}) / months.leads as leads_share,
        cast(items.train_leads as {{ double }}) / months.train_leads as train_share,
        (coalesce(counts.leads, 0) + {{ half }}) / (months.leads + {{ half }} * items.part_count)
            as filled_share,
        (items.train_leads + {{ half }}) / (months.train_leads + {{ half }} * items.part_count)
            as filled_train_share
    from months
    inner join counted_items as items on months.model_id = items.model_id
    left join counts
        on months.model_id = counts.model_id
        and months.cohort_month = counts.cohort_month
        and items.measure = counts.measure
        and items.item = counts.item
),

stabilities as (
    select
        model_id,
        cohort_month,
        measure,
        case measure when 'score' then 'total_score' else item end as item,
        leads,
        distinct_train_leads,
        part_count,
        case measure when 'score' then score else max(leads_share) end as figure,
        case measure when 'score' then train_score else max(train_share) end as train_figure,
        sum(
            {{ lead_scoring.stability_term('filled_share', 'filled_train_share') }}
            + case
                when measure = 'score' then 0
                else {{ lead_scoring.stability_term(
                    '(1 - filled_share)', '(1 - filled_train_share)'
                ) }}
            end
        ) as psi
    from shares
    group by
        model_id, cohort_month, measure,
        case measure when 'score' then 'total_score' else item end,
        leads, distinct_train_leads, part_count, score, train_score
),

cohorts as (
    select
        model_id,
        cast(cohort_month as {{ dbt.type_string() }}) as cohort,
        lead_id,
        part,
        score,
        is_converted,
        conversion_probability
    from scores
    where sample is not null
    union all
    select
        model_id,
        'train' as cohort,
        lead_id,
        part,
        score,
        is_converted,
        conversion_probability
    from scores
    where sample = 'train'
),

{{ lead_scoring.score_ladder('cohorts', by=['model_id', 'cohort']) }},

aucs as (
    select
        model_id,
        cohort,
        sum(leads) as leads,
        sum(conversions) as conversions,
        {{ lead_scoring.auc('conversions', 'other_leads', 'conversions_above') }} as auc
    from score_ladder
    group by model_id, cohort
),

-- A lead that is seen at several cutoffs is one witness, and its conversion one outcome.
witnesses as (
    select
        model_id,
        cohort,
        count(distinct lead_id) as distinct_leads,
        count(distinct case when is_converted then lead_id end) as distinct_conversions
    from cohorts
    group by model_id, cohort
),

promises as (
    select
        model_id,
        cohort,
        part,
        count(*) as leads,
        count(distinct lead_id) as distinct_leads,
        sum(case when is_converted then 1 else 0 end) as conversions,
        sum(cast(conversion_probability as {{ double }})) as expected_conversions
    from cohorts
    group by model_id, cohort, part
),

-- By how many conversions promise and outcome may differ: the month has its luck, and so had train,
-- of which the promise was learnt.
allowances as (
    select
        promises.model_id,
        promises.cohort,
        promises.leads,
        promises.conversions,
        promises.expected_conversions,
        cast(promises.conversions + of_train.conversions as {{ double }})
        / (promises.leads + of_train.leads) as rate,
        cast(1 as {{ double }}) / promises.distinct_leads
        + cast(1 as {{ double }}) / of_train.distinct_leads as variance
    from promises
    left join promises as of_train
        on promises.model_id = of_train.model_id
        and promises.part = of_train.part
        and of_train.cohort = 'train'
),

errors as (
    select
        model_id,
        cohort,
        sum(expected_conversions) / sum(leads) as expected_conversion_rate,
        {{ lead_scoring.calibration_error('leads', 'conversions', 'expected_conversions') }}
            as calibration_error,
        {{ mean_size }} * sum(leads * sqrt(rate * (1 - rate) * variance)) / sum(leads)
            as mean_error,
        sqrt({{ variance_of_size }} * sum(leads * leads * rate * (1 - rate) * variance))
        / sum(leads) as error_of_error
    from allowances
    group by model_id, cohort
),

known_outcomes as (
    select
        months.model_id,
        months.cohort_month,
        aucs.leads,
        aucs.conversions,
        aucs.auc,
        train_aucs.auc as train_auc,
        errors.calibration_error,
        train_errors.calibration_error as train_calibration_error,
        errors.mean_error + {{ rarely }} * errors.error_of_error as error_by_chance,
        errors.mean_error + {{ hardly_ever }} * errors.error_of_error as error_hardly_ever,
        errors.expected_conversion_rate,
        cast(aucs.conversions as {{ double }}) / aucs.leads as conversion_rate,
        witnesses.distinct_conversions,
        {# As many leads as are worth the month's and those of train together. #}
        1 / (
            cast(1 as {{ double }}) / witnesses.distinct_leads
            + cast(1 as {{ double }}) / months.distinct_train_leads
        ) as trials,
        {# Nobody coming is news where many were promised. #}
        errors.expected_conversion_rate is not null
        and greatest(
            witnesses.distinct_conversions,
            errors.expected_conversion_rate * witnesses.distinct_leads
        ) >= {{ min_conversions }} as is_judged
    from months
    inner join aucs
        on months.model_id = aucs.model_id
        and cast(months.cohort_month as {{ dbt.type_string() }}) = aucs.cohort
    inner join errors
        on aucs.model_id = errors.model_id
        and aucs.cohort = errors.cohort
    inner join witnesses
        on aucs.model_id = witnesses.model_id
        and aucs.cohort = witnesses.cohort
    left join aucs as train_aucs
        on aucs.model_id = train_aucs.model_id
        and train_aucs.cohort = 'train'
    left join errors as train_errors
        on aucs.model_id = train_errors.model_id
        and train_errors.cohort = 'train'
),

-- By far is by ten points of percent, or by half of what was promised.
promise_gaps as (
    select
        *,
        {%- for name, z in {'rarely': rarely, 'hardly_ever': hardly_ever}.items() %}
        expected_conversion_rate < {{ lead_scoring.wilson_bound(
            'conversion_rate * trials', 'trials', 'low', z
        ) }}
        or expected_conversion_rate > {{ lead_scoring.wilson_bound(
            'conversion_rate * trials', 'trials', 'high', z
        ) }} as is_rate_{{ name }},
        {%- endfor %}
        least(0.1, 0.5 * expected_conversion_rate) as wide_gap
    from known_outcomes
),

-- Of few outcomes nothing is said, nor where nothing was promised.
verdicts as (
    select
        *,
        case
            when distinct_conversions < {{ min_conversions }} then null
            when auc < train_auc - {{ max_auc_fall }} then 'alert'
            else 'ok'
        end as auc_level,
        case
            when not is_judged then null
            when calibration_error > error_hardly_ever and calibration_error > wide_gap
                then 'alert'
            when calibration_error > error_by_chance then 'watch'
            else 'ok'
        end as calibration_error_level,
        case
            when not is_judged then null
            when
                is_rate_hardly_ever
                and abs(conversion_rate - expected_conversion_rate) > wide_gap
                then 'alert'
            when is_rate_rarely then 'watch'
            else 'ok'
        end as conversion_rate_level
    from promise_gaps
),

figures as (
    select
        model_id,
        cohort_month,
        measure,
        item,
        leads,
        cast(null as bigint) as conversions,
        figure,
        train_figure,
        psi,
        {# What the index of leads that have not changed stays below in 95 of 100 months: a
           chi-square, by Wilson and Hilferty. #}
        case
            when part_count = 1 then 0
            else
                (part_count - 1) * power(
                    1 - 2.0 / (9 * (part_count - 1))
                    + 1.6448536 * sqrt(2.0 / (9 * (part_count - 1))),
                    3
                ) * (1.0 / leads + 1.0 / distinct_train_leads)
        end as psi_by_chance,
        {{ unknown }} as error_by_chance,
        cast(null as {{ dbt.type_string() }}) as outcome_level
    from stabilities
    {%- for measure, reference in {
        'auc': 'train_auc',
        'calibration_error': 'train_calibration_error',
        'conversion_rate': 'expected_conversion_rate',
    }.items() %}
    union all
    select
        model_id,
        cohort_month,
        '{{ measure }}' as measure,
        'total_score' as item,
        leads,
        conversions,
        {{ measure }} as figure,
        {{ reference }} as train_figure,
        {{ unknown }} as psi,
        {{ unknown }} as psi_by_chance,
        {{ 'error_by_chance' if measure == 'calibration_error' else unknown }} as error_by_chance,
        {{ measure }}_level as outcome_level
    from verdicts
    {%- endfor %}
),

final as (
    select
        model_id,
        cohort_month,
        measure,
        item,
        {{ lead_scoring.day_of(['int_lead_scoring__sampled_scores']) }} as as_of_date,
        cohort_month = max(cohort_month) over (partition by model_id, measure) as is_latest_month,
        cast(leads as bigint) as leads,
        cast(conversions as bigint) as conversions,
        cast(figure as {{ lead_scoring.type_ratio() }}) as figure,
        cast(train_figure as {{ lead_scoring.type_ratio() }}) as reference_figure,
        cast(psi as {{ lead_scoring.type_ratio() }}) as psi,
        cast(psi_by_chance as {{ lead_scoring.type_ratio() }}) as psi_by_chance,
        cast(error_by_chance as {{ lead_scoring.type_ratio() }}) as error_by_chance,
        case
            when psi is null then outcome_level
            when psi > {{ max_psi }} and psi > psi_by_chance then 'alert'
            when psi > {{ max_psi }} * 0.4 and psi > psi_by_chance then 'watch'
            else 'ok'
        end as alert_level
    from figures
)

select * from final
