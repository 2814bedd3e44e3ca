-- The way of every lead in every scoring model: created, first an MQL, first touched, answered,
-- converted. One row a lead × model; what the funnel counts.
with scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
),

leads as (
    select * from {{ ref('stg_lead_scoring__leads') }}
),

answers as (
    select
        *,
        cast(disposed_at as date) as disposed_on
    from {{ ref('stg_lead_scoring__dispositions') }}
    where rejection_reason is null
),

mql_entries as (
    select
        history.lead_id,
        history.model_id,
        history.entered_on,
        history.score_class,
        row_number() over (
            partition by history.lead_id, history.model_id
            order by history.entered_on, history.stage_order
        ) as entry_number
    from {{ ref('lead_scoring__stage_history') }} as history
    inner join {{ ref('int_lead_scoring__stages') }} as bars
        on history.model_id = bars.model_id
        and history.stage = bars.stage
    where bars.is_mql_stage
),

first_mqls as (
    select * from mql_entries
    where entry_number = 1
),

-- What sales did before, they did without the score.
answers_to_mqls as (
    select
        first_mqls.lead_id,
        first_mqls.model_id,
        answers.disposition,
        answers.disposed_at,
        answers.disposition_reason,
        row_number() over (
            partition by first_mqls.lead_id, first_mqls.model_id, answers.disposition
            order by answers.disposed_at desc
        ) as recency
    from first_mqls
    inner join answers
        on first_mqls.lead_id = answers.lead_id
        and first_mqls.entered_on <= answers.disposed_on
),

answered_mqls as (
    select
        lead_id,
        model_id,
        min(disposed_at) as first_touch_at,
        max(case when disposition = 'accepted' then 1 else 0 end) as accepted,
        max(case when disposition = 'rejected' then 1 else 0 end) as rejected,
        max(case when disposition = 'recycled' then 1 else 0 end) as recycled,
        max(case when disposition = 'rejected' and recency = 1 then disposition_reason end)
            as rejected_reason
    from answers_to_mqls
    group by lead_id, model_id
),

-- Whoever bought before being a lead was a customer already.
conversions as (
    select
        leads.lead_id,
        conversions.converted_on,
        conversions.amount
    from leads
    inner join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on leads.lead_id = conversions.lead_id
        and leads.created_on <= conversions.converted_on
),

final as (
    select
        scores.lead_id,
        scores.model_id,
        leads.created_on,
        cast({{ dbt.date_trunc('month', 'leads.created_on') }} as date) as created_month,
        coalesce(
            case
                when first_mqls.lead_id is null then scores.score_class
                else first_mqls.score_class
            end,
            'none'
        ) as score_class,
        first_mqls.entered_on as mql_on,
        cast(answered_mqls.first_touch_at as date) as first_touch_on,
        {# The MQL is known when its day is over: who was touched on that day waited for nothing. #}
        cast(
            case
                when cast(answered_mqls.first_touch_at as date) = first_mqls.entered_on then 0
                else {{ dbt.datediff(
                    'cast(' ~ lead_scoring.add_days('first_mqls.entered_on', 1) ~ ' as '
                    ~ dbt.type_timestamp() ~ ')',
                    'answered_mqls.first_touch_at',
                    'second'
                ) }}
            end as bigint
        ) as seconds_to_first_touch,
        coalesce(answered_mqls.accepted = 1, false) as is_accepted,
        coalesce(answered_mqls.rejected = 1, false) as is_rejected,
        coalesce(answered_mqls.recycled = 1, false) as is_recycled,
        case
            when answered_mqls.rejected = 1
                then coalesce(answered_mqls.rejected_reason, 'no reason given')
        end as rejected_reason,
        conversions.converted_on,
        cast(conversions.amount as numeric(18, 2)) as won_amount,
        {{ lead_scoring.day_of([
            'lead_scoring__lead_scores', 'lead_scoring__stage_history',
        ]) }} as as_of_date
    from scores
    inner join leads on scores.lead_id = leads.lead_id
    left join first_mqls
        on scores.lead_id = first_mqls.lead_id
        and scores.model_id = first_mqls.model_id
    left join answered_mqls
        on scores.lead_id = answered_mqls.lead_id
        and scores.model_id = answered_mqls.model_id
    left join conversions on scores.lead_id = conversions.lead_id
)

select * from final
