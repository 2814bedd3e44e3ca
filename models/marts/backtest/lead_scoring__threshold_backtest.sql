-- What each threshold would have done: model × sample × segment × threshold 0..100. A lead is
-- flagged on the first day on which its score reached the threshold, before it converted; its
-- outcome is what followed.
{%- set outcome_days = lead_scoring.setting('outcome_days') %}
{%- set segment_field = lead_scoring.segment_field() %}
{%- set train_share = 1 - lead_scoring.setting('validation_share') %}
{%- set cohort_days = lead_scoring.days_between('first_created_on', 'last_created_on') ~ ' + 1' %}

with leads as (
    select
        model_leads.model_id,
        model_leads.lead_id,
        leads.created_on,
        conversions.converted_on,
        conversions.amount,
        holdout.lead_id is not null as is_held_out,
        {% if segment_field -%}
        {%- set segment = 'leads.' ~ lead_scoring.user_column('attribute', segment_field) %}
        coalesce(cast({{ segment }} as {{ dbt.type_string() }}), 'unknown') as segment_value,
        {% endif -%}
        coalesce(
            {{ lead_scoring.days_between('leads.created_on', 'conversions.converted_on') }}
            between 0 and {{ outcome_days }}, false
        ) as converts_after_creation
    from {{ ref('int_lead_scoring__model_leads') }} as model_leads
    inner join {{ ref('stg_lead_scoring__leads') }} as leads
        on model_leads.lead_id = leads.lead_id
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on model_leads.lead_id = conversions.lead_id
    left join {{ ref('stg_lead_scoring__holdout') }} as holdout
        on model_leads.lead_id = holdout.lead_id and holdout.rejection_reason is null
    -- Younger leads have not had the time to convert.
    where leads.created_on <= {{ lead_scoring.add_days(lead_scoring.as_of_date(), -outcome_days) }}
),

-- Older cohorts to choose on, the newest to report on: leads of one day stay together.
days as (
    select
        model_id,
        created_on,
        sum(case when is_held_out then 0 else 1 end) as leads
    from leads
    group by model_id, created_on
),

cumulated_days as (
    select
        model_id,
        created_on,
        sum(leads) over (
            partition by model_id
            order by created_on
            rows between unbounded preceding and current row
        ) - leads as earlier_leads,
        sum(leads) over (partition by model_id) as all_leads
    from days
),

population as (
    select
        leads.*,
        case
            when leads.is_held_out then 'holdout'
            when days.earlier_leads < {{ train_share }} * days.all_leads then 'train'
            else 'validation'
        end as sample
    from leads
    inner join cumulated_days as days
        on leads.model_id = days.model_id
        and leads.created_on = days.created_on
),

-- Every lead is one of all, and one of its segment.
segmented as (
    select
        *,
        'all' as segment
    from population
    {%- if segment_field %}
    union all
    select
        *,
        {# No value may pass for all. #}
        case segment_value when 'all' then 'all (value)' else segment_value end as segment
    from population
    {%- endif %}
),

path as (
    select
        population.model_id,
        population.lead_id,
        population.converted_on,
        score_path.as_of_date,
        score_path.total_score
    from population
    inner join {{ ref('int_lead_scoring__score_path') }} as score_path
        on population.model_id = score_path.model_id
        and population.lead_id = score_path.lead_id
        and score_path.as_of_date < coalesce(
            population.converted_on, {{ lead_scoring.add_days(lead_scoring.as_of_date(), 1) }}
        )
),

thresholds as (
    select n as threshold
    from ({{ lead_scoring.numbers(3) }}) as numbers
    where n <= 100
),

-- Whoever gets so far is flagged at every threshold up to there.
peaks as (
    select
        model_id,
        lead_id,
        floor(least(max(total_score), 100)) as highest_threshold
    from path
    group by model_id, lead_id
),

counted_peaks as (
    select
        segmented.model_id,
        segmented.sample,
        segmented.segment,
        peaks.highest_threshold,
        count(*) as leads
    from peaks
    inner join segmented
        on peaks.model_id = segmented.model_id
        and peaks.lead_id = segmented.lead_id
    group by segmented.model_id, segmented.sample, segmented.segment, peaks.highest_threshold
),

flagged as (
    select
        counted_peaks.model_id,
        counted_peaks.sample,
        counted_peaks.segment,
        thresholds.threshold,
        sum(counted_peaks.leads) as leads
    from counted_peaks
    inner join thresholds on counted_peaks.highest_threshold >= thresholds.threshold
    group by
        counted_peaks.model_id, counted_peaks.sample, counted_peaks.segment, thresholds.threshold
),

-- On which day matters only for leads that converted. A score above all earlier ones crosses the
-- thresholds between the old record and the new one.
records as (
    select
        *,
        max(total_score) over (
            partition by model_id, lead_id
            order by as_of_date
            rows between unbounded preceding and 1 preceding
        ) as earlier_record
    from path
    where converted_on is not null
),

flags as (
    select
        records.model_id,
        records.lead_id,
        thresholds.threshold,
        {{ lead_scoring.days_between('records.as_of_date', 'records.converted_on') }}
            as days_to_conversion
    from records
    inner join thresholds
        on records.total_score >= thresholds.threshold
        and coalesce(records.earlier_record, -1) < thresholds.threshold
),

flagged_conversions as (
    select
        segmented.model_id,
        segmented.sample,
        segmented.segment,
        flags.threshold,
        count(*) as conversions,
        {# Late ones: flagged long after creation, and then soon converted. #}
        sum(case when segmented.converts_after_creation then 0 else 1 end) as late_conversions,
        sum(segmented.amount) as won_amount,
        {{ lead_scoring.median('flags.days_to_conversion') }} as median_days_to_conversion
    from flags
    inner join segmented
        on flags.model_id = segmented.model_id
        and flags.lead_id = segmented.lead_id
    where flags.days_to_conversion <= {{ outcome_days }}
    group by segmented.model_id, segmented.sample, segmented.segment, flags.threshold
),

samples as (
    {{ lead_scoring.samples() }}
),

segments as (
    select
        model_id,
        'all' as segment
    from {{ ref('int_lead_scoring__models') }}
    union distinct
    select
        model_id,
        segment
    from segmented
),

populations as (
    select
        segments.model_id,
        samples.sample,
        segments.segment,
        count(segmented.lead_id) as leads,
        sum(case when segmented.converts_after_creation then 1 else 0 end) as early_conversions,
        min(segmented.created_on) as first_created_on,
        max(segmented.created_on) as last_created_on
    from segments
    cross join samples
    left join segmented
        on segments.model_id = segmented.model_id
        and samples.sample = segmented.sample
        and segments.segment = segmented.segment
    group by segments.model_id, samples.sample, segments.segment
),

counts as (
    select
        populations.model_id,
        populations.sample,
        populations.segment,
        thresholds.threshold,
        populations.first_created_on,
        populations.last_created_on,
        populations.leads,
        populations.early_conversions + coalesce(won.late_conversions, 0) as conversions,
        coalesce(flagged.leads, 0) as flagged_leads,
        coalesce(won.conversions, 0) as flagged_conversions,
        won.won_amount,
        won.median_days_to_conversion
    from populations
    cross join thresholds
    left join flagged
        on populations.model_id = flagged.model_id
        and populations.sample = flagged.sample
        and populations.segment = flagged.segment
        and thresholds.threshold = flagged.threshold
    left join flagged_conversions as won
        on populations.model_id = won.model_id
        and populations.sample = won.sample
        and populations.segment = won.segment
        and thresholds.threshold = won.threshold
),

final as (
    select
        model_id,
        sample,
        segment,
        cast(threshold as integer) as threshold,
        {{ lead_scoring.day_of(['int_lead_scoring__config_gate']) }} as as_of_date,
        first_created_on,
        last_created_on,
        cast(leads as bigint) as leads,
        cast(conversions as bigint) as conversions,
        cast(flagged_leads as bigint) as flagged_leads,
        cast(flagged_conversions as bigint) as flagged_conversions,
        {{ lead_scoring.ratio('flagged_conversions', 'flagged_leads') }} as precision,
        cast(
            {{ lead_scoring.wilson_bound('flagged_conversions', 'flagged_leads', 'low') }}
            as {{ lead_scoring.type_ratio() }}
        ) as precision_low,
        cast(
            {{ lead_scoring.wilson_bound('flagged_conversions', 'flagged_leads', 'high') }}
            as {{ lead_scoring.type_ratio() }}
        ) as precision_high,
        {{ lead_scoring.ratio('flagged_conversions', 'conversions') }} as recall,
        {{ lead_scoring.ratio('(flagged_leads - flagged_conversions)', '(leads - conversions)') }}
            as false_positive_rate,
        {{ lead_scoring.ratio(
            '1.0 * flagged_conversions * leads', '(1.0 * flagged_leads * conversions)'
        ) }} as lift,
        {{ lead_scoring.ratio(
            '2.0 * flagged_conversions', '(flagged_leads + conversions)'
        ) }} as f1,
        {{ lead_scoring.ratio('7.0 * flagged_leads', '(' ~ cohort_days ~ ')') }}
            as flagged_per_week,
        cast(median_days_to_conversion as numeric(18, 1)) as median_days_to_conversion,
        {{ lead_scoring.money('won_amount') }} as won_amount
    from counts
)

select * from final
