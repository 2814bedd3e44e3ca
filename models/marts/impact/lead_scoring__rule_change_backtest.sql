-- What the old rules and the new ones would have flagged, each at its own MQL bar, and at which bar
-- the new ones would flag as many as the old: comparison × side × sample.
{%- set figures = [
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

at_bars as (
    select
        bars.comparison_id,
        bars.side,
        bars.model_id,
        bars.enter_score,
        {%- for figure in figures %}
        backtests.{{ figure }},
        {%- endfor %}
        backtests.sample
    from bars
    inner join backtests
        on bars.comparison_id = backtests.comparison_id
        and bars.side = backtests.side
        -- The backtest tries whole thresholds.
        and backtests.threshold = greatest(ceil(bars.enter_score), 0)
    where bars.stage = 'mql' and backtests.segment = 'all'
),

-- Points of another scale shift the level of all scores. On the older leads the new rules flag as
-- many a week as the old ones did at this bar; of equals the higher one is taken.
nearest_volumes as (
    select
        after_bars.comparison_id,
        after_bars.threshold,
        row_number() over (
            partition by after_bars.comparison_id
            order by
                abs(after_bars.flagged_per_week - before_bars.flagged_per_week) asc,
                after_bars.threshold desc
        ) as place
    from backtests as after_bars
    inner join at_bars as before_bars on after_bars.comparison_id = before_bars.comparison_id
    where
        after_bars.side = 'after'
        and after_bars.sample = 'train'
        and after_bars.segment = 'all'
        and after_bars.flagged_leads > 0
        and before_bars.side = 'before'
        and before_bars.sample = 'train'
        and before_bars.flagged_leads > 0
),

final as (
    select
        comparisons.comparison,
        comparisons.before_model_id,
        comparisons.after_model_id,
        comparisons.as_of_date,
        at_bars.side,
        at_bars.model_id,
        at_bars.sample,
        {%- for figure in figures %}
        at_bars.{{ figure }},
        {%- endfor %}
        {{ lead_scoring.round_points('at_bars.enter_score') }} as mql_bar,
        case when at_bars.side = 'after' then nearest_volumes.threshold end as equal_volume_bar
    from at_bars
    inner join comparisons on at_bars.comparison_id = comparisons.comparison_id
    left join nearest_volumes
        on at_bars.comparison_id = nearest_volumes.comparison_id
        and nearest_volumes.place = 1
)

select * from final
