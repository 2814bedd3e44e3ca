-- The scored events of every lead, counted: source lead × day × event_type × match_set, with the
-- lead that the source lead is or was merged into.
{{ config(materialized=lead_scoring.small_step()) }}

with event_days as (
    select * from {{ ref('int_lead_scoring__event_days') }}
    where row_reason is null and is_scored
),

resolved as (
    select
        event_days.*,
        coalesce(aliases.lead_id, event_days.source_lead_id) as lead_id
    from event_days
    left join {{ ref('stg_lead_scoring__lead_aliases') }} as aliases
        on event_days.source_lead_id = aliases.alias_lead_id
),

final as (
    select
        resolved.source_lead_id,
        resolved.lead_id,
        resolved.event_type,
        resolved.match_set,
        resolved.activity_date,
        resolved.occurrences
    from resolved
    inner join {{ ref('stg_lead_scoring__leads') }} as leads on resolved.lead_id = leads.lead_id
)

select * from final
