-- Train and validation together are all leads of the model's audience whose outcome is known, and
-- they do not overlap in time.
with mature as (
    select
        models.model_id,
        count(leads.lead_id) as leads
    from {{ ref('int_lead_scoring__models') }} as models
    left join {{ ref('int_lead_scoring__model_leads') }} as model_leads
        on models.model_id = model_leads.model_id
    left join {{ ref('stg_lead_scoring__leads') }} as leads
        on model_leads.lead_id = leads.lead_id
        and leads.created_on <= {{ lead_scoring.add_days(
            lead_scoring.as_of_date(), -lead_scoring.setting('outcome_days')
        ) }}
    group by models.model_id
),

samples as (
    select
        model_id,
        sum(leads) as leads,
        max(case when sample = 'train' then last_created_on end) as train_until,
        min(case when sample = 'validation' then first_created_on end) as validation_from
    from {{ ref('lead_scoring__threshold_backtest') }}
    where threshold = 0 and segment = 'all'
    group by model_id
)

select
    mature.model_id,
    mature.leads as mature_leads,
    samples.leads,
    samples.train_until,
    samples.validation_from
from mature
left join samples on mature.model_id = samples.model_id
where
    mature.leads <> coalesce(samples.leads, -1)
    or samples.train_until >= samples.validation_from
