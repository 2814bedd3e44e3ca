-- Every scoring model has all samples, for all leads and for each segment, each with the thresholds
-- 0, 1, … 100 once, and what describes the sample rather than the threshold is the same in all of
-- its rows.
with samples as (
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
    from {{ ref('lead_scoring__threshold_backtest') }}
),

expected as (
    select
        segments.model_id,
        segments.segment,
        samples.sample
    from segments
    cross join samples
),

found as (
    select
        model_id,
        segment,
        sample,
        count(*) as row_count,
        count(distinct threshold) as thresholds,
        min(threshold) as lowest,
        max(threshold) as highest,
        count(distinct leads) as lead_counts,
        count(distinct first_created_on) as first_days,
        count(distinct last_created_on) as last_days
    from {{ ref('lead_scoring__threshold_backtest') }}
    group by model_id, segment, sample
)

select
    expected.model_id as expected_model_id,
    expected.segment as expected_segment,
    expected.sample as expected_sample,
    found.*
from expected
full outer join found
    on expected.model_id = found.model_id
    and expected.segment = found.segment
    and expected.sample = found.sample
where
    expected.model_id is null
    or found.model_id is null
    or found.row_count <> 101
    or found.thresholds <> 101
    or found.lowest <> 0
    or found.highest <> 100
    or found.lead_counts <> 1
    or found.first_days > 1
    or found.last_days > 1
