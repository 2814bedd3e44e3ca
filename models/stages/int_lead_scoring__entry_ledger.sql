-- What a lead's ledger said on the days on which it entered a stage, up to the as-of date:
-- lead × model × day × entry.
with dates as (
    select distinct
        lead_id,
        model_id,
        entered_on as as_of_date
    from {{ ref('int_lead_scoring__stage_spells') }}
    where entered_on <= {{ lead_scoring.as_of_date() }}
),

{{ lead_scoring.valued_entries('dates', of_models=true) }},

final as (
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        rule_id,
        entry_type,
        occurrences,
        points,
        last_activity_date
    from valued_entries
)

select * from final
