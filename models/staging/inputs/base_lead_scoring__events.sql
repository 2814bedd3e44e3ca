-- Every row of the events input, cleaned and judged: rejection_reason is null for the rows that are
-- used. For people and tests, and a view on every engine: models read late days only.
{{ config(materialized='view') }}
with {{ lead_scoring.ranked_events() }},

typed as (
    select * from ranked_events
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

final as (
    select
        resolved.*,
        coalesce(
            resolved.row_reason,
            {{ lead_scoring._copy_reason('resolved.copy_reason', 'resolved', 'first_aliases') }},
            case when leads.lead_id is null then 'unknown_lead' end
        ) as rejection_reason
    from resolved
    left join {{ ref('stg_lead_scoring__lead_aliases') }} as first_aliases
        on resolved.first_lead_id = first_aliases.alias_lead_id
    left join {{ ref('stg_lead_scoring__leads') }} as leads on resolved.lead_id = leads.lead_id
)

select * from final
