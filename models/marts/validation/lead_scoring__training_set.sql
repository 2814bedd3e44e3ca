-- What points are learnt from: what one point of each rule was worth for every open lead at past
-- cutoffs, and what became of the lead. A lead without an entry has one row, without a rule. Leads
-- that are held out teach nothing and judge nothing here.
with outcomes as (
    select * from {{ ref('int_lead_scoring__sampled_scores') }}
    where sample <> 'holdout'
),

entries as (
    select * from {{ ref('int_lead_scoring__cutoff_entries') }}
    where entry_type = 'rule'
),

final as (
    select
        outcomes.model_id,
        outcomes.lead_id,
        outcomes.cutoff_date,
        outcomes.sample,
        outcomes.is_converted,
        entries.rule_id,
        cast(coalesce(entries.activation, 0) as {{ lead_scoring.type_ratio() }}) as activation
    from outcomes
    left join entries
        on outcomes.model_id = entries.model_id
        and outcomes.lead_id = entries.lead_id
        and outcomes.cutoff_date = entries.cutoff_date
)

select * from final
