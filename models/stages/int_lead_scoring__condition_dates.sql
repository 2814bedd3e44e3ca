-- The days on which a condition beside the score can change its answer: lead × model × day, from
-- the lead's creation to the last day that is looked ahead to. Between two of them a lead is as
-- barred, and as much on the fast track, as on the first. A model without such conditions has none.
{{ config(materialized=lead_scoring.small_step()) }}

with rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('require', 'disqualify', 'fast_track')
),

asked_models as (
    select distinct model_id from rules
),

leads as (
    select
        model_leads.lead_id,
        model_leads.model_id,
        leads.created_on
    from {{ ref('int_lead_scoring__model_leads') }} as model_leads
    inner join asked_models on model_leads.model_id = asked_models.model_id
    inner join {{ ref('stg_lead_scoring__leads') }} as leads
        on model_leads.lead_id = leads.lead_id
),

rule_days as (
    select
        activity.lead_id,
        activity.model_id,
        activity.activity_date,
        activity.reset_on,
        {{ lead_scoring.decay_lifetime('rules') }} as lifetime,
        rules.min_occurrences_days
    from {{ ref('int_lead_scoring__rule_activity') }} as activity
    inner join rules
        on activity.model_id = rules.model_id
        and activity.rule_id = rules.rule_id
),

-- An occurrence counts from its day on, until nothing is left of it or it is too old to be one of
-- the least number of occurrences.
occurrence_days as (
    select
        lead_id,
        model_id,
        activity_date as as_of_date
    from rule_days
    union all
    select
        lead_id,
        model_id,
        reset_on as as_of_date
    from rule_days
    where reset_on is not null
    {%- for days in ['lifetime', 'min_occurrences_days'] %}
    union all
    select
        lead_id,
        model_id,
        {{ lead_scoring.add_days('activity_date', 'cast(' ~ days ~ ' as integer)') }} as as_of_date
    from rule_days
    where {{ days }} is not null
    {%- endfor %}
),

validity_days as (
    select
        model_id,
        valid_from as as_of_date
    from rules
    where scope = 'lead' and valid_from is not null
    union distinct
    select
        model_id,
        {{ lead_scoring.add_days('valid_to', 1) }} as as_of_date
    from rules
    where scope = 'lead' and valid_to is not null
),

turning_days as (
    select
        days.lead_id,
        rules.model_id,
        days.as_of_date
    from ({{ lead_scoring.turning_days() }}) as days
    inner join rules on days.match_key = rules.match_key
),

candidates as (
    select
        lead_id,
        model_id,
        created_on as as_of_date
    from leads
    union all
    select
        leads.lead_id,
        leads.model_id,
        versions.valid_from as as_of_date
    from leads
    inner join {{ ref('stg_lead_scoring__lead_versions') }} as versions
        on leads.lead_id = versions.lead_id
    where versions.valid_from is not null
    union all
    select
        lead_id,
        model_id,
        as_of_date
    from occurrence_days
    union all
    select
        leads.lead_id,
        leads.model_id,
        validity_days.as_of_date
    from leads
    inner join validity_days on leads.model_id = validity_days.model_id
    union all
    select
        lead_id,
        model_id,
        as_of_date
    from turning_days
),

final as (
    select distinct
        candidates.lead_id,
        candidates.model_id,
        greatest(candidates.as_of_date, leads.created_on) as as_of_date
    from candidates
    inner join leads
        on candidates.lead_id = leads.lead_id
        and candidates.model_id = leads.model_id
    where candidates.as_of_date <= {{ lead_scoring.look_ahead_date() }}
)

select * from final
