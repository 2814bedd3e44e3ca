{#- What the conditions beside the score say of leads at given as-of dates. `matches` has the
    condition rules that match: lead_id, model_id, rule_id and as_of_date; `dates` is the (lead_id,
    as_of_date) for which that was asked, because a requirement speaks where nothing matches. The
    macro gives a list of CTEs; the last one, `condition_verdicts`, has one row a lead × model ×
    as-of date × rule that bars the lead or puts it on the fast track. -#}
{% macro condition_verdicts(matches, dates) -%}
condition_rules as (
    select
        rules.*,
        wording.description
    from {{ ref('int_lead_scoring__rules') }} as rules
    inner join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on rules.model_id = wording.model_id
        and rules.rule_id = wording.rule_id
    where rules.dimension in ('require', 'disqualify', 'fast_track')
),

matching_rules as (
    select
        matches.lead_id,
        matches.model_id,
        matches.as_of_date,
        condition_rules.rule_id,
        condition_rules.dimension,
        condition_rules.rule_group,
        condition_rules.description
    from {{ matches }} as matches
    inner join condition_rules
        on matches.model_id = condition_rules.model_id
        and matches.rule_id = condition_rules.rule_id
),

requirements as (
    select
        dates.lead_id,
        model_leads.model_id,
        dates.as_of_date,
        condition_rules.rule_id,
        condition_rules.dimension,
        condition_rules.description
    from {{ dates }} as dates
    inner join {{ ref('int_lead_scoring__model_leads') }} as model_leads
        on dates.lead_id = model_leads.lead_id
    inner join condition_rules
        on model_leads.model_id = condition_rules.model_id
        and condition_rules.dimension = 'require'
        {# A requirement on an attribute that is not in force yet, or no more, asks for nothing. #}
        and (
            condition_rules.scope = 'event'
            or ({{ lead_scoring.is_valid_on('dates.as_of_date', 'condition_rules') }})
        )
),

condition_verdicts as (
    select
        lead_id,
        model_id,
        as_of_date,
        rule_id,
        dimension,
        case when dimension = 'fast_track' then coalesce(rule_group, 'mql') end as stage,
        description
    from matching_rules
    where dimension <> 'require'
    union all
    select
        requirements.lead_id,
        requirements.model_id,
        requirements.as_of_date,
        requirements.rule_id,
        requirements.dimension,
        cast(null as {{ dbt.type_string() }}) as stage,
        'Required: ' || requirements.description as description
    from requirements
    left join matching_rules
        on requirements.lead_id = matching_rules.lead_id
        and requirements.model_id = matching_rules.model_id
        and requirements.as_of_date = matching_rules.as_of_date
        and requirements.rule_id = matching_rules.rule_id
    where matching_rules.rule_id is null
)
{%- endmacro %}
