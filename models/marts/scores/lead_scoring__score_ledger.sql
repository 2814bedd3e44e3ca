-- Why a lead has its score: every rule that matched, and what the caps took away. Points add up to
-- the scores of lead_scoring__lead_scores exactly.
with entries as (
    select * from {{ ref('int_lead_scoring__current_entries') }}
    where
        as_of_date = {{ lead_scoring.as_of_date() }}
        and entry_type <> 'condition'
),

final as (
    select
        entries.lead_id,
        entries.model_id,
        entries.as_of_date,
        entries.dimension,
        entries.rule_group,
        entries.rule_id,
        entries.entry_type,
        entries.occurrences,
        entries.counted_occurrences,
        entries.base_points,
        cast(entries.points as {{ lead_scoring.type_points() }}) as points,
        entries.last_activity_date,
        case entries.entry_type
            when 'group_cap' then 'Limit of the group ' || entries.rule_group
            when 'dimension_cap' then 'Limit of ' || entries.dimension
            else rules.description
        end as description
    from entries
    left join {{ ref('int_lead_scoring__rules') }} as rules
        on entries.model_id = rules.model_id
        and entries.rule_id = rules.rule_id
)

select * from final
