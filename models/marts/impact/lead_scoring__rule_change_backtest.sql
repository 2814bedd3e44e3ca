-- What the old rules and the new ones would have flagged, each at its own MQL bar:
-- comparison × side × sample.
{% set figures = [
    'leads', 'conversions', 'flagged_leads', 'flagged_conversions', 'precision', 'precision_low',
    'precision_high', 'recall', 'lift', 'flagged_per_week',
] %}

with comparisons as (
    select distinct
        comparison_id,
        comparison,
        before_model_id,
        after_model_id,
        as_of_date
    from {{ ref('lead_scoring__rule_change_scores') }}
),

bars as (
    {{ lead_scoring.both_sides('int_lead_scoring__stages', ['model_id', 'stage', 'enter_score']) }}
),

backtests as (
    {{ lead_scoring.both_sides(
        'lead_scoring__threshold_backtest', ['sample', 'segment', 'threshold'] + figures
    ) }}
),

final as (
    select
        comparisons.comparison,
        comparisons.before_model_id,
        comparisons.after_model_id,
        comparisons.as_of_date,
        bars.side,
        bars.model_id,
        backtests.sample,
        {%- for figure in figures %}
        backtests.{{ figure }},
        {%- endfor %}
        {{ lead_scoring.round_points('bars.enter_score') }} as mql_bar
    from bars
    inner join comparisons on bars.comparison_id = comparisons.comparison_id
    inner join backtests
        on bars.comparison_id = backtests.comparison_id
        and bars.side = backtests.side
        -- The backtest tries whole thresholds.
        and backtests.threshold = greatest(ceil(bars.enter_score), 0)
    where bars.stage = 'mql' and backtests.segment = 'all'
)

select * from final
