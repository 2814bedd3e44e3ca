-- Train and validation together are all leads at cutoffs whose outcome is known, for every score
-- and in the deciles, and they do not overlap in time.
with matured as (
    select
        models.model_id,
        count(scores.lead_id) as leads
    from {{ ref('int_lead_scoring__models') }} as models
    left join {{ ref('int_lead_scoring__sampled_scores') }} as scores
        on models.model_id = scores.model_id
        and scores.cutoff_date <= {{ lead_scoring.add_days(
            lead_scoring.as_of_date(), -lead_scoring.setting('outcome_days')
        ) }}
    group by models.model_id
),

judged as (
    select
        model_id,
        score_name,
        sum(leads) as leads,
        max(case when sample = 'train' then last_cutoff_date end) as train_until,
        min(case when sample = 'validation' then first_cutoff_date end) as validation_from
    from {{ ref('lead_scoring__model_validation') }}
    group by model_id, score_name
),

in_deciles as (
    select
        model_id,
        sum(leads) as leads
    from {{ ref('lead_scoring__score_deciles') }}
    group by model_id
)

select
    matured.model_id,
    judged.score_name,
    matured.leads as matured_leads,
    judged.leads,
    in_deciles.leads as leads_in_deciles,
    judged.train_until,
    judged.validation_from
from matured
left join judged on matured.model_id = judged.model_id
left join in_deciles on matured.model_id = in_deciles.model_id
where
    matured.leads <> coalesce(judged.leads, -1)
    or matured.leads <> coalesce(in_deciles.leads, -1)
    or judged.train_until >= judged.validation_from
