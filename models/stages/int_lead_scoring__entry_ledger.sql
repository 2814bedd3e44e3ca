-- What a lead's ledger said on the days on which it entered a stage, up to the as-of date:
-- lead × model × day × entry. In later runs only leads of which something has changed, and new
-- days, are valued.
{% set last_run = lead_scoring.last_run(['fingerprint']) %}

with states as (
    select * from {{ ref('int_lead_scoring__path_states') }}
),

dates as (
    select distinct
        spells.lead_id,
        spells.model_id,
        spells.entered_on as as_of_date,
        states.fingerprint
    from {{ ref('int_lead_scoring__stage_spells') }} as spells
    inner join states
        on spells.lead_id = states.lead_id
        and spells.model_id = states.model_id
    where spells.entered_on <= {{ lead_scoring.as_of_date() }}
),

{{ lead_scoring.kept_rows(last_run, 'dates') }},

{{ lead_scoring.valued_entries('new_rows', of_models=true) }},

final as (
    select
        entries.lead_id,
        entries.model_id,
        entries.as_of_date,
        entries.dimension,
        entries.rule_id,
        entries.entry_type,
        entries.occurrences,
        entries.points,
        entries.last_activity_date,
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
        as_of_date,
        dimension,
        rule_id,
        entry_type,
        occurrences,
        points,
        last_activity_date,
        fingerprint
    from kept_rows
    {% endif -%}
)

select * from final
