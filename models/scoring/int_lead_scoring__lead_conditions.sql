-- Who is barred from every stage, and why, and who is put into one whatever the score:
-- lead × model with at least one condition beside the score that speaks.
{{ config(materialized='view') }}

with condition_rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('require', 'disqualify', 'fast_track')
),

matched as (
    select
        entries.lead_id,
        entries.model_id,
        entries.rule_id,
        entries.dimension,
        condition_rules.rule_group,
        condition_rules.description
    from {{ ref('int_lead_scoring__current_entries') }} as entries
    inner join condition_rules
        on entries.model_id = condition_rules.model_id
        and entries.rule_id = condition_rules.rule_id
    where
        entries.entry_type = 'condition'
        and entries.as_of_date = {{ lead_scoring.as_of_date() }}
),

missing_requirements as (
    select
        model_leads.lead_id,
        model_leads.model_id,
        condition_rules.rule_id,
        condition_rules.dimension,
        condition_rules.rule_group,
        'Required: ' || condition_rules.description as description
    from {{ ref('int_lead_scoring__model_leads') }} as model_leads
    inner join condition_rules
        on model_leads.model_id = condition_rules.model_id
        and condition_rules.dimension = 'require'
        -- A requirement on an attribute that is not in force yet, or no more, asks for nothing.
        and (
            condition_rules.scope = 'event'
            or {{ lead_scoring.as_of_date() }} between
            coalesce(condition_rules.valid_from, {{ lead_scoring.as_of_date() }})
            and coalesce(condition_rules.valid_to, {{ lead_scoring.as_of_date() }})
        )
    left join matched
        on model_leads.lead_id = matched.lead_id
        and model_leads.model_id = matched.model_id
        and condition_rules.rule_id = matched.rule_id
    where matched.rule_id is null
),

verdicts as (
    select
        *,
        dimension = 'disqualify' as bars
    from matched
    where dimension <> 'require'
    union all
    select
        *,
        true as bars
    from missing_requirements
),

final as (
    select
        verdicts.lead_id,
        verdicts.model_id,
        max(case when verdicts.dimension = 'disqualify' then 1 else 0 end) = 1 as is_disqualified,
        max(case when verdicts.bars then 1 else 0 end) = 1 as is_barred,
        {{ lead_scoring.list_text(
            "case when verdicts.bars then verdicts.description end",
            '; ',
            'verdicts.dimension, verdicts.rule_id'
        ) }} as disqualified_reasons
    from verdicts
    group by verdicts.lead_id, verdicts.model_id
)

select * from final
