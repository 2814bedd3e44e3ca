-- What became of the events: rejection_reason × event_type × whether scores see such events. Two
-- marts are made of it.
with typed as (
    select
        source_lead_id,
        first_lead_id,
        row_reason,
        event_type,
        is_scored,
        activity_date,
        occurrences as events
    from {{ ref('int_lead_scoring__event_days') }}
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

judged as (
    select
        resolved.*,
        coalesce(
            {{ lead_scoring._copy_reason('resolved.row_reason', 'resolved', 'first_aliases') }},
            case when leads.lead_id is null then 'unknown_lead' end
        ) as rejection_reason
    from resolved
    left join {{ ref('stg_lead_scoring__lead_aliases') }} as first_aliases
        on resolved.first_lead_id = first_aliases.alias_lead_id
    left join {{ ref('stg_lead_scoring__leads') }} as leads on resolved.lead_id = leads.lead_id
),

-- By lead first: cheaper than to count different leads.
leads as (
    select
        rejection_reason,
        event_type,
        is_scored,
        lead_id,
        sum(events) as events,
        max(activity_date) as last_event_date
    from judged
    group by rejection_reason, event_type, is_scored, lead_id
),

final as (
    select
        rejection_reason,
        event_type,
        is_scored,
        cast(sum(events) as bigint) as events,
        cast(count(lead_id) as bigint) as leads,
        max(last_event_date) as last_event_date
    from leads
    group by rejection_reason, event_type, is_scored
)

select * from final
