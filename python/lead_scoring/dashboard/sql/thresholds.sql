-- The threshold backtest of all leads, with what each bar would have earned.
{% set won_lead_value = lead_scoring.setting('won_lead_value') %}
{% set touch_cost = lead_scoring.setting('touch_cost') %}
{% set sample_days = dbt.datediff('first_created_on', 'last_created_on', 'day') ~ ' + 1' %}

select
    *,
    {% if won_lead_value is none or touch_cost is none -%}
    cast(null as {{ lead_scoring.type_double() }}) as expected_value_per_week
    {%- else -%}
    {{ lead_scoring.ratio(
        '7.0 * (' ~ won_lead_value ~ ' * flagged_conversions - ' ~ touch_cost ~ ' * flagged_leads)',
        '(' ~ sample_days ~ ')'
    ) }} as expected_value_per_week
    {%- endif %}
from {{ ref('lead_scoring__threshold_backtest') }}
where segment = 'all' and model_id = {{ lead_scoring.text_literal(model_id) }}
