-- The ledger of every open lead at past cutoffs: lead × model × cutoff × entry. Scores, rules
-- and suggested points are all judged by it, so the leads are valued at the cutoffs only once.
with cutoffs as (
    select * from {{ ref('int_lead_scoring__cutoff_dates') }}
),

dates as (
    select
        lead_id,
        cutoff_date as as_of_date
    from cutoffs
),

{{ lead_scoring.valued_entries('dates') }},

final as (
    select
        lead_id,
        model_id,
        as_of_date as cutoff_date,
        dimension,
        rule_group,
        rule_id,
        entry_type,
        occurrences,
        counted_occurrences,
        base_points,
        points,
        activation,
        last_activity_date
    from valued_entries
)

select * from final
