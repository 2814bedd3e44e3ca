{#- What the conditions beside the score say of leads at given as-of dates. `matches` has the
    condition rules that match: lead_id, model_id, rule_id and as_of_date; `dates` is the (lead_id,
    model_id, as_of_date) for which that was asked, because a requirement speaks where nothing
    matches. The macro gives a list of CTEs; the last one, `condition_verdicts`, has one row a
    lead × model × as-of date × rule that bars the lead or puts it on the fast track. -#}
{% macro condition_verdicts(matches, dates) -%}
_ls_condition_rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('require', 'disqualify', 'fast_track')
),

_ls_requirements as (
    select
        dates.lead_id,
        dates.model_id,
        dates.as_of_date,
        rules.rule_id,
        rules.dimension
    from {{ dates }} as dates
    inner join _ls_condition_rules as rules
        on dates.model_id = rules.model_id
        and rules.dimension = 'require'
        {# A requirement on an attribute that is not in force yet, or no more, asks for nothing. #}
        and (
            rules.scope = 'event'
            or ({{ lead_scoring.is_valid_on('dates.as_of_date', 'rules') }})
        )
),

condition_verdicts as (
    select
        matches.lead_id,
        matches.model_id,
        matches.as_of_date,
        matches.rule_id,
        rules.dimension,
        case when rules.dimension = 'fast_track' then coalesce(rules.rule_group, 'mql') end as stage
    from {{ matches }} as matches
    inner join _ls_condition_rules as rules
        on matches.model_id = rules.model_id
        and matches.rule_id = rules.rule_id
    where rules.dimension <> 'require'
    union all
    select
        requirements.lead_id,
        requirements.model_id,
        requirements.as_of_date,
        requirements.rule_id,
        requirements.dimension,
        cast(null as {{ dbt.type_string() }}) as stage
    from _ls_requirements as requirements
    left join {{ matches }} as matches
        on requirements.lead_id = matches.lead_id
        and requirements.model_id = matches.model_id
        and requirements.as_of_date = matches.as_of_date
        and requirements.rule_id = matches.rule_id
    where matches.rule_id is null
)
{%- endmacro %}
