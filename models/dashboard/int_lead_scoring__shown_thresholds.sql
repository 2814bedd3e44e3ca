-- The threshold backtest of all leads, with what each bar would have earned. A view, made when a
-- dashboard is written.
{% set won_lead_value = var('lead_scoring__won_lead_value', none) %}
{% set touch_cost = var('lead_scoring__touch_cost', none) %}
{% set sample_days = dbt.datediff('first_created_on', 'last_created_on', 'day') ~ ' + 1' %}

with backtest as (
    select * from {{ ref('lead_scoring__threshold_backtest') }}
    where segment = 'all'
),

final as (
    select
        model_id,
        sample,
        threshold,
        first_created_on,
        last_created_on,
        leads,
        conversions,
        flagged_leads,
        flagged_conversions,
        precision,
        precision_low,
        precision_high,
        recall,
        lift,
        flagged_per_week,
        median_days_to_conversion,
        won_amount,
        {% if won_lead_value is none or touch_cost is none -%}
        cast(null as {{ lead_scoring.type_double() }}) as expected_value_per_week
        {%- else -%}
        {{ lead_scoring.ratio(
            '7.0 * (' ~ won_lead_value ~ ' * flagged_conversions - ' ~ touch_cost
            ~ ' * flagged_leads)',
            '(' ~ sample_days ~ ')'
        ) }} as expected_value_per_week
        {%- endif %}
    from backtest
)

select * from final
