-- Where should the bar be? For each scoring model the threshold with the best F1 on the older
-- leads, and what it would have done on the newest ones, which had no say in the choice. Between
-- equals the lower bar is taken, because a missed buyer is never heard of.
with backtest as (
    select * from {{ ref('lead_scoring__threshold_backtest') }}
),

ranked as (
    select
        model_id,
        threshold,
        row_number() over (partition by model_id order by f1 desc, threshold asc) as choice
    from backtest
    where sample = 'train' and f1 is not null
),

final as (
    select
        validation.model_id,
        validation.threshold,
        train.precision as train_precision,
        train.recall as train_recall,
        validation.leads,
        validation.conversions,
        validation.flagged_leads,
        validation.flagged_conversions,
        validation.precision,
        validation.precision_low,
        validation.precision_high,
        validation.recall,
        validation.lift,
        validation.flagged_per_week,
        validation.median_days_to_conversion,
        validation.won_amount
    from ranked
    inner join backtest as train
        on ranked.model_id = train.model_id
        and ranked.threshold = train.threshold
        and train.sample = 'train'
    inner join backtest as validation
        on ranked.model_id = validation.model_id
        and ranked.threshold = validation.threshold
        and validation.sample = 'validation'
    where ranked.choice = 1
)

select * from final
order by model_id
