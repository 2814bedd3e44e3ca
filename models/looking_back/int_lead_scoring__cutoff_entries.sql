-- The ledger of every open lead at past cutoffs: lead × model × cutoff × entry. Scores, rules
-- and suggested points are all judged by it, so the leads are valued at the cutoffs only once, and
-- in later runs only those of which something has changed.
{%- set last_run = lead_scoring.last_run() %}

with {{ lead_scoring.cutoff_dates() }},

cutoffs as (
    select
        dates.lead_id,
        model_leads.model_id,
        dates.cutoff_date as as_of_date
    from cutoff_dates as dates
    inner join {{ ref('int_lead_scoring__model_leads') }} as model_leads
        on dates.lead_id = model_leads.lead_id
),

{{ lead_scoring.kept_entries(
    last_run, 'cutoffs', day='cutoff_date', columns=[
        'dimension', 'rule_id', 'entry_type', 'counted_occurrences', 'base_points', 'points',
        'activation',
    ]
) }}

select * from kept_entries
