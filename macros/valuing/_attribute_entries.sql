{#- The attribute rules that match on as-of dates within their validity. -#}
{% macro _attribute_entries(dates) -%}
_ls_matches as (
    {%- for matches in ['attribute_matches', 'dated_matches'] %}
    select
        lead_id,
        match_key,
        valid_from,
        valid_to
    from {{ ref('int_lead_scoring__' ~ matches) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{# An attribute has one occurrence, ageless: it never reaches a minimum of two. #}
_ls_attribute_entries as (
    select
        dates.lead_id,
        dates.model_id,
        dates.as_of_date,
        rules.rule_id,
        rules.dimension,
        rules.rule_group,
        rules.is_scored,
        1 as occurrences,
        1 as counted_occurrences,
        rules.points as base_points,
        rules.points as decayed_points,
        1 as activation,
        cast(null as date) as last_activity_date,
        coalesce(rules.min_occurrences, 1) <= 1 as has_min_occurrences,
        true as is_alive
    from {{ dates }} as dates
    inner join _ls_matches as matches
        on dates.lead_id = matches.lead_id
        and {{ lead_scoring.is_valid_on('dates.as_of_date', 'matches') }}
    inner join _ls_rules as rules
        on matches.match_key = rules.match_key
        and dates.model_id = rules.model_id
    where {{ lead_scoring.is_valid_on('dates.as_of_date', 'rules') }}
)
{%- endmacro %}
