-- How far the leads of a month came: model × class × month of creation, with all classes
-- together as class 'all'. By month of creation, so that each share compares the same people at
-- two points of their way; what happened in a month mixes leads of many months.
{%- set outcome_days = lead_scoring.setting('outcome_days') %}
{%- set double = lead_scoring.type_double() %}
{%- set sla_hours = lead_scoring.setting('first_touch_sla_hours') %}
{%- set sla_hours = 'cast(null as integer)' if sla_hours is none else sla_hours %}

with journeys as (
    select * from {{ ref('lead_scoring__lead_journeys') }}
),

{# Without a single answer of sales nobody knows when they touched anyone. #}
answers as (
    select count(*) as answers
    from {{ ref('stg_lead_scoring__dispositions') }}
    where rejection_reason is null
),

measured as (
    select
        journeys.*,
        mql_on is not null as is_mql,
        {{ lead_scoring.days_between('created_on', 'mql_on') }} as days_to_mql,
        {{ lead_scoring.days_between('mql_on', 'first_touch_on') }} as days_to_touch,
        {{ lead_scoring.days_between('first_touch_on', 'converted_on') }} as days_from_touch,
        {{ lead_scoring.days_between('created_on', 'converted_on') }} as days_to_conversion,
        coalesce(seconds_to_first_touch <= 3600 * {{ sla_hours }}, false) as is_in_time,
        coalesce(
            answers.answers > 0
            and 24 * {{ lead_scoring.days_between('mql_on', lead_scoring.as_of_date()) }}
            >= {{ sla_hours }},
            false
        ) as is_out_of_time
    from journeys
    cross join answers
),

classes as (
    select
        measured.*,
        score_class as funnel_class
    from measured
    union all
    select
        measured.*,
        'all' as funnel_class
    from measured
),

counts as (
    select
        model_id,
        funnel_class,
        created_month,
        count(*) as leads,
        count(mql_on) as mqls,
        count(first_touch_on) as touched,
        sum(case when is_accepted or is_rejected or is_recycled then 1 else 0 end) as answered,
        sum(case when is_accepted then 1 else 0 end) as accepted,
        sum(case when is_rejected then 1 else 0 end) as rejected,
        sum(case when is_recycled then 1 else 0 end) as recycled,
        count(converted_on) as converted,
        sum(case when days_to_conversion <= {{ outcome_days }} then 1 else 0 end)
            as converted_in_window,
        sum(case when is_mql and converted_on is not null then 1 else 0 end) as converted_mqls,
        sum(case when is_in_time then 1 else 0 end) as first_touch_within_sla,
        sum(case when is_in_time or is_out_of_time then 1 else 0 end) as first_touch_due,
        {{ lead_scoring.median('days_to_mql') }} as median_days_to_mql,
        {{ lead_scoring.median('days_to_touch') }} as median_days_to_touch,
        {{ lead_scoring.median('case when days_from_touch >= 0 then days_from_touch end') }}
            as median_days_from_touch,
        {{ lead_scoring.median('days_to_conversion') }} as median_days_to_conversion,
        {{ lead_scoring.median('seconds_to_first_touch') }} as median_seconds_to_touch,
        {# Nothing won is 0; something won of which no amount is known is unknown. #}
        case
            when count(converted_on) = 0 then 0
            else sum(cast(won_amount as {{ double }}))
        end as won_amount,
        case
            when sum(case when is_mql and converted_on is not null then 1 else 0 end) = 0 then 0
            else sum(case when is_mql then cast(won_amount as {{ double }}) end)
        end as mql_won_amount
    from classes
    group by model_id, funnel_class, created_month
),

rejections as (
    select
        model_id,
        funnel_class,
        created_month,
        rejected_reason as reason,
        count(*) as rejected
    from classes
    where is_rejected
    group by model_id, funnel_class, created_month, rejected_reason
),

reasons as (
    select
        model_id,
        funnel_class,
        created_month,
        {{ lead_scoring.list_text(
            "reason || ': ' || cast(rejected as " ~ dbt.type_string() ~ ")",
            '; ',
            '-rejected, reason'
        ) }} as rejection_reasons
    from rejections
    group by model_id, funnel_class, created_month
),

final as (
    select
        counts.model_id,
        counts.funnel_class as score_class,
        counts.created_month,
        {{ lead_scoring.day_of(['lead_scoring__lead_journeys']) }} as as_of_date,
        {{ lead_scoring.add_days(dbt.last_day('counts.created_month', 'month'), outcome_days) }}
        <= {{ lead_scoring.as_of_date() }} as is_mature,
        cast(counts.leads as bigint) as leads,
        cast(counts.mqls as bigint) as mqls,
        {{ lead_scoring.ratio('counts.mqls', 'counts.leads') }} as mql_rate,
        cast(counts.touched as bigint) as touched,
        cast(counts.answered as bigint) as answered,
        cast(counts.accepted as bigint) as accepted,
        cast(counts.rejected as bigint) as rejected,
        cast(counts.recycled as bigint) as recycled,
        reasons.rejection_reasons,
        {{ lead_scoring.ratio('counts.accepted', 'counts.answered') }} as acceptance_rate,
        {{ lead_scoring.ratio('counts.accepted', 'counts.mqls') }} as mql_acceptance_rate,
        cast(counts.converted as bigint) as converted,
        cast(counts.converted_in_window as bigint) as converted_in_window,
        cast(counts.converted_mqls as bigint) as converted_mqls,
        {{ lead_scoring.ratio('counts.converted', 'counts.leads') }} as conversion_rate,
        {{ lead_scoring.ratio('counts.converted_in_window', 'counts.leads') }}
            as window_conversion_rate,
        {{ lead_scoring.ratio('counts.converted_mqls', 'counts.mqls') }} as mql_conversion_rate,
        cast(counts.median_days_to_mql as numeric(18, 1)) as median_days_created_to_mql,
        cast(counts.median_days_to_touch as numeric(18, 1)) as median_days_mql_to_first_touch,
        cast(counts.median_days_from_touch as numeric(18, 1))
            as median_days_first_touch_to_conversion,
        cast(counts.median_days_to_conversion as numeric(18, 1))
            as median_days_created_to_conversion,
        {# Rounded before the cast, which takes a half up on one engine and down on another. #}
        cast(
            {{ lead_scoring.round_points('counts.median_seconds_to_touch / 3600.0') }}
            as numeric(18, 2)
        ) as median_hours_to_first_touch,
        cast(counts.first_touch_due as bigint) as first_touch_due,
        cast(counts.first_touch_within_sla as bigint) as first_touch_within_sla,
        {{ lead_scoring.ratio('counts.first_touch_within_sla', 'counts.first_touch_due') }}
            as first_touch_within_sla_rate,
        {{ lead_scoring.money('counts.won_amount') }} as won_amount,
        {{ lead_scoring.money('counts.mql_won_amount') }} as mql_won_amount,
        {{ lead_scoring.money('counts.won_amount / counts.leads') }} as revenue_per_lead,
        {{ lead_scoring.money('counts.mql_won_amount / nullif(counts.mqls, 0)') }}
            as revenue_per_mql
    from counts
    left join reasons
        on counts.model_id = reasons.model_id
        and counts.funnel_class = reasons.funnel_class
        and counts.created_month = reasons.created_month
)

select * from final
