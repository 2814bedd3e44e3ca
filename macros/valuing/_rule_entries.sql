{#- What each rule of some dimensions says of leads at as-of dates, before any cap: the CTEs up to
    `_ls_rule_entries`, one row a lead × model × as-of date × rule that matched. `is_met` is whether
    it holds as a condition: it happened often enough, and something is left of it.

    A ledger shows what has faded too; a sum has no need of it. With shows_faded=false occurrences
    of which nothing is left are not looked at. -#}
{% macro _rule_entries(dates, dimensions, shows_faded) -%}
{# By the number many rows are grouped quicker than by the names of model and rule. #}
_ls_rules as (
    select
        *,
        dimension in ('fit', 'engagement') as is_scored,
        cast(row_number() over (order by model_id, rule_id) as integer) as rule_number
    from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('{{ dimensions | join("', '") }}')
),

{{ lead_scoring._attribute_entries(dates) }},

{{ lead_scoring._event_entries(dates, shows_faded) }},

_ls_all_entries as (
    select * from _ls_event_entries
    union all
    select * from _ls_attribute_entries
),

_ls_rule_entries as (
    select
        lead_id,
        model_id,
        as_of_date,
        rule_id,
        dimension,
        rule_group,
        is_scored,
        cast(occurrences as bigint) as occurrences,
        cast(counted_occurrences as bigint) as counted_occurrences,
        {{ lead_scoring.round_points('base_points') }} as base_points,
        {{ lead_scoring.round_points(
            'case when has_min_occurrences then decayed_points else 0 end'
        ) }} as points,
        cast(
            case when has_min_occurrences then activation else 0 end
            as {{ lead_scoring.type_double() }}
        ) as activation,
        last_activity_date,
        has_min_occurrences and is_alive as is_met
    from _ls_all_entries
)
{%- endmacro %}
