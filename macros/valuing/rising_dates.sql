{#- The days on which a lead's score can rise in a scoring model. Between two of them every score
    only falls, so the highest score up to any day, and the first day above any threshold, lie on
    one of these. They are its creation, its active days, the days on which a rule begins or ceases
    to apply or an attribute changes, and every day on which a penalty is wearing off.

    `leads` is a relation or CTE of (lead_id, model_id). The macro gives a list of CTEs, to stand in
    the caller's with clause, of which the last, `rising_dates`, has one row a lead × model ×
    as_of_date up to the day `until`, and if `after` is given, only later ones than that. -#}
{% macro rising_dates(leads, until, after=none) -%}
_ls_asked_leads as (
    select
        asked.lead_id,
        asked.model_id,
        leads.created_on
    from {{ leads }} as asked
    inner join {{ ref('stg_lead_scoring__leads') }} as leads
        on asked.lead_id = leads.lead_id
),

_ls_rising_rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('fit', 'engagement')
),

_ls_asked_activity as (
    select activity.*
    from {{ ref('int_lead_scoring__rule_activity') }} as activity
    inner join _ls_asked_leads as asked_leads
        on activity.lead_id = asked_leads.lead_id
        and activity.model_id = asked_leads.model_id
),

_ls_validity_days as (
    select
        model_id,
        valid_from as as_of_date
    from _ls_rising_rules
    where scope = 'lead' and valid_from is not null
    union distinct
    select
        model_id,
        {{ lead_scoring.add_days('valid_to', 1) }} as as_of_date
    from _ls_rising_rules
    where scope = 'lead' and valid_to is not null
),

_ls_ages as (
    select
        numbers.n as age,
        cast(numbers.n as {{ lead_scoring.type_double() }}) as this_age,
        cast(numbers.n - 1 as {{ lead_scoring.type_double() }}) as age_before
    from ({{ lead_scoring.numbers(5) }}) as numbers
    where numbers.n > 0
),

-- The ages at which points below zero fade or lapse, which lets the score rise.
_ls_fading_ages as (
    select
        rules.model_id,
        rules.rule_id,
        cast(ages.age as integer) as age
    from _ls_rising_rules as rules
    inner join _ls_ages as ages
        on ages.age <= greatest(
            coalesce({{ lead_scoring.decay_lifetime('rules') }}, 0),
            coalesce(rules.min_occurrences_days, 0)
        )
    where
        rules.points < 0
        and (
            ages.age = rules.min_occurrences_days
            or {{ lead_scoring.decay_factor('ages.this_age', 'rules') }}
            < {{ lead_scoring.decay_factor('ages.age_before', 'rules') }}
        )
),

_ls_fading_days as (
    select
        activity.lead_id,
        activity.model_id,
        {{ lead_scoring.add_days('activity.activity_date', 'fading_ages.age') }} as as_of_date
    from _ls_asked_activity as activity
    inner join _ls_fading_ages as fading_ages
        on activity.model_id = fading_ages.model_id
        and activity.rule_id = fading_ages.rule_id
    where fading_ages.age <= {{ lead_scoring.days_between('activity.activity_date', until) }}
),

_ls_turning_days as (
    select
        asked_leads.lead_id,
        asked_leads.model_id,
        days.as_of_date
    from ({{ lead_scoring.turning_days() }}) as days
    inner join _ls_rising_rules as rules on days.match_key = rules.match_key
    inner join _ls_asked_leads as asked_leads
        on days.lead_id = asked_leads.lead_id
        and rules.model_id = asked_leads.model_id
),

_ls_candidate_days as (
    select
        lead_id,
        model_id,
        created_on as as_of_date
    from _ls_asked_leads
    union all
    select
        lead_id,
        model_id,
        activity_date as as_of_date
    from _ls_asked_activity
    union all
    select
        lead_id,
        model_id,
        reset_on as as_of_date
    from _ls_asked_activity
    where reset_on is not null
    union all
    select
        asked_leads.lead_id,
        asked_leads.model_id,
        validity_days.as_of_date
    from _ls_asked_leads as asked_leads
    inner join _ls_validity_days as validity_days on asked_leads.model_id = validity_days.model_id
    union all
    select
        asked_leads.lead_id,
        asked_leads.model_id,
        versions.valid_from as as_of_date
    from _ls_asked_leads as asked_leads
    inner join {{ ref('stg_lead_scoring__lead_versions') }} as versions
        on asked_leads.lead_id = versions.lead_id
    where versions.valid_from is not null
    union all
    select
        lead_id,
        model_id,
        as_of_date
    from _ls_fading_days
    union all
    select
        lead_id,
        model_id,
        as_of_date
    from _ls_turning_days
),

-- What happened before the lead was created counts from its creation on.
rising_dates as (
    select distinct
        leads.lead_id,
        leads.model_id,
        greatest(days.as_of_date, leads.created_on) as as_of_date
    from _ls_candidate_days as days
    inner join _ls_asked_leads as leads
        on days.lead_id = leads.lead_id
        and days.model_id = leads.model_id
    where days.as_of_date <= {{ until }} {{ 'and days.as_of_date > ' ~ after if after }}
)
{%- endmacro %}
