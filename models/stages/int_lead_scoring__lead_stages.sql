-- The stages that a lead is in on the as-of date: lead × model × stage.
{{ config(materialized=lead_scoring.small_step()) }}

with spells as (
    select * from {{ ref('int_lead_scoring__stage_spells') }}
),

final as (
    select
        lead_id,
        model_id,
        stage,
        stage_order,
        is_mql_stage,
        entry_number,
        is_announced,
        entered_on,
        exited_on,
        entered_by
    from spells
    where {{ lead_scoring.is_within(lead_scoring.as_of_date(), 'entered_on', 'exited_on') }}
)

select * from final
