{#- The event rules that matched up to as-of dates: occurrences decay by their age and add up. -#}
{% macro _event_entries(dates, shows_faded) -%}
{%- set lifetime = '(' ~ lead_scoring.decay_lifetime('rules') ~ ')' -%}
_ls_activity as (
    select
        activity.lead_id,
        activity.model_id,
        activity.activity_date,
        activity.occurrences,
        activity.counted_occurrences,
        rules.rule_number,
        rules.points,
        rules.min_occurrences_days,
        rules.decay,
        rules.decay_days,
        rules.decay_pct,
        {% if shows_faded -%}
        coalesce(activity.reset_on, {{ lead_scoring.never() }}) as counts_until
        {%- else -%}
        least(
            coalesce(activity.reset_on, {{ lead_scoring.never() }}),
            {# Of a rule with a least number of occurrences, decayed ones still count towards it. #}
            case
                when rules.min_occurrences is null and {{ lifetime }} < 100000
                    then {{ lead_scoring.add_days(
                        'activity.activity_date', 'cast(' ~ lifetime ~ ' as integer)'
                    ) }}
                else {{ lead_scoring.never() }}
            end
        ) as counts_until
        {%- endif %}
    from {{ ref('int_lead_scoring__rule_activity') }} as activity
    inner join _ls_rules as rules
        on activity.model_id = rules.model_id
        and activity.rule_id = rules.rule_id
),

_ls_aged_activity as (
    select
        dates.as_of_date,
        activity.*,
        cast(
            {{ lead_scoring.days_between('activity.activity_date', 'dates.as_of_date') }}
            as {{ lead_scoring.type_double() }}
        ) as age
    from {{ dates }} as dates
    inner join _ls_activity as activity
        on dates.lead_id = activity.lead_id
        and dates.model_id = activity.model_id
        and dates.as_of_date >= activity.activity_date
        and dates.as_of_date < activity.counts_until
),

_ls_decayed_activity as (
    select
        *,
        {{ lead_scoring.decay_factor('age', 'activity') }} as factor,
        case when age < coalesce(min_occurrences_days, age + 1) then occurrences else 0 end
            as recent_occurrences
    from _ls_aged_activity as activity
),

_ls_summed_activity as (
    select
        lead_id,
        as_of_date,
        rule_number,
        sum(occurrences) as occurrences,
        sum(counted_occurrences) as counted_occurrences,
        sum(points * counted_occurrences * factor) as decayed_points,
        sum(counted_occurrences * factor) as activation,
        max(activity_date) as last_activity_date,
        sum(recent_occurrences) as recent_occurrences,
        max(case when counted_occurrences > 0 and factor > 0 then 1 else 0 end) = 1 as is_alive
    from _ls_decayed_activity
    group by lead_id, as_of_date, rule_number
),

_ls_event_entries as (
    select
        summed.lead_id,
        rules.model_id,
        summed.as_of_date,
        rules.rule_id,
        rules.dimension,
        rules.rule_group,
        rules.is_scored,
        summed.occurrences,
        summed.counted_occurrences,
        rules.points * summed.counted_occurrences as base_points,
        summed.decayed_points,
        summed.activation,
        summed.last_activity_date,
        summed.recent_occurrences >= coalesce(rules.min_occurrences, 0) as has_min_occurrences,
        summed.is_alive
    from _ls_summed_activity as summed
    inner join _ls_rules as rules on summed.rule_number = rules.rule_number
)
{%- endmacro %}
