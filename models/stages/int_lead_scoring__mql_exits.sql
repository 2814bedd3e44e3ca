-- When today's MQLs are MQLs no more if nothing happens: lead × model that will leave within the
-- days that are looked ahead to. A lead that leaves mql but is in a higher stage is an MQL still.
{{ config(materialized=lead_scoring.small_step()) }}

with mqls as (
    select distinct
        lead_id,
        model_id
    from {{ ref('int_lead_scoring__lead_stages') }}
    where is_mql_stage
),

spells as (
    select spells.*
    from {{ ref('int_lead_scoring__stage_spells') }} as spells
    inner join mqls
        on spells.lead_id = mqls.lead_id
        and spells.model_id = mqls.model_id
    where spells.is_mql_stage
),

exits as (
    select
        lead_id,
        model_id,
        exited_on
    from spells
    where exited_on > {{ lead_scoring.as_of_date() }}
),

final as (
    select
        exits.lead_id,
        exits.model_id,
        min(exits.exited_on) as leaves_mql_on
    from exits
    left join spells as other_spells
        on exits.lead_id = other_spells.lead_id
        and exits.model_id = other_spells.model_id
        and {{ lead_scoring.is_within(
            'exits.exited_on', 'other_spells.entered_on', 'other_spells.exited_on'
        ) }}
    where other_spells.lead_id is null
    group by exits.lead_id, exits.model_id
)

select * from final
