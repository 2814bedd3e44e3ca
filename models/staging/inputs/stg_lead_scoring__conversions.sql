-- One row a lead that converted: its first conversion, the outcome that scores are to predict.
with conversions as (
    select
        lead_id,
        cast(converted_at as date) as converted_on,
        amount
    from {{ ref('base_lead_scoring__conversions') }}
    where rejection_reason is null
),

first_days as (
    select
        lead_id,
        min(converted_on) as converted_on
    from conversions
    group by lead_id
),

final as (
    select
        first_days.lead_id,
        first_days.converted_on,
        sum(conversions.amount) as amount
    from first_days
    inner join conversions
        on first_days.lead_id = conversions.lead_id
        and first_days.converted_on = conversions.converted_on
    group by first_days.lead_id, first_days.converted_on
)

select * from final
