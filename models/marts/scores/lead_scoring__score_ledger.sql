-- Why a lead has its score: every rule that matched, and what the caps took away. Points add up to
-- the scores of lead_scoring__lead_scores exactly.
with entries as (
    select * from {{ ref('int_lead_scoring__current_entries') }}
    where entry_type <> 'condition'
),

final as (
    select
        entries.lead_id,
        entries.model_id,
        {{ lead_scoring.day_of([
            'int_lead_scoring__config_gate', 'int_lead_scoring__current_entries',
        ]) }} as as_of_date,
        entries.dimension,
        entries.rule_group,
        entries.rule_id,
        entries.entry_type,
        entries.occurrences,
        entries.counted_occurrences,
        entries.base_points,
        cast(entries.points as {{ lead_scoring.type_points() }}) as points,
        entries.last_activity_date,
        coalesce(wording.description, caps.cap_text) as description
    from entries
    left join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on entries.model_id = wording.model_id
        and entries.rule_id = wording.rule_id
    left join {{ ref('int_lead_scoring__caps') }} as caps
        on entries.entry_type <> 'rule'
        and entries.model_id = caps.model_id
        and entries.dimension = caps.dimension
        and coalesce(entries.rule_group, '') = coalesce(caps.rule_group, '')
)

select * from final
