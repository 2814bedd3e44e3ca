-- A green build in which nothing can score is a fault. Where there are live scoring models, some
-- lead of theirs has an entry in lead_scoring__score_ledger; the sentence says where to look if
-- none has.
with scored as (
    select
        count(distinct scores.lead_id) as leads,
        sum(case when ledger.points <> 0 then 1 else 0 end) as entries
    from {{ ref('lead_scoring__lead_scores') }} as scores
    left join {{ ref('lead_scoring__score_ledger') }} as ledger
        on scores.lead_id = ledger.lead_id
        and scores.model_id = ledger.model_id
    where scores.model_status = 'live'
),

usable as (
    select count(*) as leads
    from {{ ref('stg_lead_scoring__leads') }}
),

live_models as (
    select count(*) as models
    from {{ ref('int_lead_scoring__models') }}
    where status = 'live'
)

select
    case
        when usable.leads = 0
            then
                'the leads input has no usable rows: look into lead_scoring__rejected_records for'
                || ' why, and at the vars lead_scoring__leads and lead_scoring__columns'
        when scored.leads = 0
            then
                'no lead is in the audience of a live scoring model: look at audience_field,'
                || ' audience_operator and audience_value of the file of scoring models'
        else
            'no rule gives points to any lead: look into lead_scoring__rule_coverage for whom the'
            || ' rules match, lead_scoring__event_type_coverage for the events that came and'
            || ' lead_scoring__rejected_records for those that were not used'
    end as sentence,
    usable.leads as usable_leads,
    scored.leads as scored_leads
from scored
cross join usable
cross join live_models
where live_models.models > 0 and coalesce(scored.entries, 0) = 0
