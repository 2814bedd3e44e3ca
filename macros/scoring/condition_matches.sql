{#- Which conditions beside the score (require, disqualify, fast_track) match leads at given as-of
    dates: an attribute rule that matches on a day of its validity, and an event rule of which some
    counted occurrence is worth anything yet, if it happened as often as the rule asks for. `dates`
    is a relation or CTE of (lead_id, model_id, as_of_date). The macro gives a list of CTEs, the
    last of which, `condition_matches`, has one row a lead × model × rule × as-of date. -#}
{% macro condition_matches(dates) -%}
valued_rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('require', 'disqualify', 'fast_track')
),

valued_leads as (
    select * from {{ dates }}
),

{{ lead_scoring._attribute_entries() }},

_ls_rule_activity as (
    select
        activity.*,
        coalesce(rules.min_occurrences, 0) as min_occurrences,
        rules.min_occurrences_days,
        rules.decay,
        rules.decay_days,
        rules.decay_pct
    from {{ ref('int_lead_scoring__rule_activity') }} as activity
    inner join valued_rules as rules
        on activity.model_id = rules.model_id
        and activity.rule_id = rules.rule_id
),

_ls_aged_activity as (
    select
        dates.as_of_date,
        activity.*,
        cast(
            {{ dbt.datediff('activity.activity_date', 'dates.as_of_date', 'day') }}
            as {{ lead_scoring.type_double() }}
        ) as age
    from {{ dates }} as dates
    inner join _ls_rule_activity as activity
        on dates.lead_id = activity.lead_id
        and dates.model_id = activity.model_id
        and {{ lead_scoring.is_within(
            'dates.as_of_date', 'activity.activity_date', 'activity.reset_on'
        ) }}
),

condition_matches as (
    select
        lead_id,
        model_id,
        rule_id,
        as_of_date
    from attribute_entries
    where has_min_occurrences
    union all
    select
        lead_id,
        model_id,
        rule_id,
        as_of_date
    from _ls_aged_activity as activity
    group by lead_id, model_id, rule_id, as_of_date
    having
        max(
            case
                when counted_occurrences = 0 then 0
                when {{ lead_scoring.decay_factor('age', 'activity') }} > 0 then 1
                else 0
            end
        ) = 1
        {# Before the limit, and also those of which nothing is left. #}
        and sum(case when age < coalesce(min_occurrences_days, age + 1) then occurrences else 0 end)
        >= max(min_occurrences)
)
{%- endmacro %}
