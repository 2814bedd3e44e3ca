-- Every lead is in one segment, so the segments together are all leads, at every threshold.
with sums as (
    select
        model_id,
        sample,
        threshold,
        sum(case when segment = 'all' then leads end) as leads,
        sum(case when segment <> 'all' then leads end) as leads_in_segments,
        sum(case when segment = 'all' then flagged_leads end) as flagged_leads,
        sum(case when segment <> 'all' then flagged_leads end) as flagged_leads_in_segments,
        sum(case when segment = 'all' then conversions end) as conversions,
        sum(case when segment <> 'all' then conversions end) as conversions_in_segments
    from {{ ref('lead_scoring__threshold_backtest') }}
    group by model_id, sample, threshold
)

select * from sums
where
    leads <> leads_in_segments
    or flagged_leads <> flagged_leads_in_segments
    or conversions <> conversions_in_segments
