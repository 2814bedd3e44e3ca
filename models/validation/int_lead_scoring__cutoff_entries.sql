-- The ledger of every open lead at past cutoffs: lead × model × cutoff × entry. Scores, rules
-- and suggested points are all judged by it, so the leads are valued at the cutoffs only once, and
-- in later runs only those of which something has changed.
{% set last_run = lead_scoring.last_run(['fingerprint']) %}

with states as (
    select * from {{ ref('int_lead_scoring__path_states') }}
),

cutoffs as (
    select
        cutoffs.lead_id,
        states.model_id,
        cutoffs.cutoff_date as as_of_date,
        states.fingerprint
    from {{ ref('int_lead_scoring__cutoff_dates') }} as cutoffs
    inner join states on cutoffs.lead_id = states.lead_id
),

{{ lead_scoring.kept_rows(last_run, 'cutoffs', keys={'as_of_date': 'cutoff_date'}) }},

{{ lead_scoring.valued_entries('new_rows', of_models=true) }},

final as (
    select
        entries.lead_id,
        entries.model_id,
        entries.as_of_date as cutoff_date,
        entries.dimension,
        entries.rule_id,
        entries.entry_type,
        entries.counted_occurrences,
        entries.base_points,
        entries.points,
        entries.activation,
        states.fingerprint
    from valued_entries as entries
    inner join states
        on entries.lead_id = states.lead_id
        and entries.model_id = states.model_id
    {% if last_run -%}
    union all
    select
        lead_id,
        model_id,
        cutoff_date,
        dimension,
        rule_id,
        entry_type,
        counted_occurrences,
        base_points,
        points,
        activation,
        fingerprint
    from kept_rows
    {% endif -%}
)

select * from final
