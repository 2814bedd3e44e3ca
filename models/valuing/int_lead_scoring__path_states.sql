-- A fingerprint of all that a lead's scores of the past are made of: lead × model. As long as it
-- stays the same, so do they.
{%- set rule_columns = [
    'rule_id', 'dimension', 'rule_group', 'points', 'min_occurrences', 'min_occurrences_days',
    'decay', 'decay_days', 'decay_pct', 'valid_from', 'valid_to', 'match_key',
] %}
{%- set version_columns = ['created_on', 'valid_from', 'valid_to'] %}
{%- for field in lead_scoring.lead_fields() if field.kind != 'computed' %}
{%- do version_columns.append(field.column) %}
{%- endfor %}

with model_leads as (
    select * from {{ ref('int_lead_scoring__model_leads') }}
),

rules as (
    select * from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('fit', 'engagement')
),

caps as (
    select * from {{ ref('int_lead_scoring__caps') }}
    where coalesce(min_points, max_points) is not null
),

rule_states as (
    select
        model_id,
        {{ lead_scoring.row_set_hash(rule_columns) }} as state
    from rules
    group by model_id
),

cap_states as (
    select
        model_id,
        {{ lead_scoring.row_set_hash(['dimension', 'rule_group', 'min_points', 'max_points']) }}
            as state
    from caps
    group by model_id
),

lead_states as (
    select
        lead_id,
        {{ lead_scoring.row_set_hash(version_columns) }} as state
    from {{ ref('stg_lead_scoring__lead_versions') }}
    group by lead_id
),

dated_states as (
    select
        matches.lead_id,
        rules.model_id,
        {{ lead_scoring.row_set_hash(
            ['rules.rule_id', 'matches.valid_from', 'matches.valid_to']
        ) }} as state
    from {{ ref('int_lead_scoring__dated_matches') }} as matches
    inner join rules on matches.match_key = rules.match_key
    group by matches.lead_id, rules.model_id
),

activity_states as (
    select
        lead_id,
        model_id,
        {{ lead_scoring.row_set_hash(
            ['rule_id', 'activity_date', 'occurrences', 'counted_occurrences', 'reset_on']
        ) }} as state
    from {{ ref('int_lead_scoring__rule_activity') }}
    group by lead_id, model_id
),

final as (
    select
        model_leads.lead_id,
        model_leads.model_id,
        {{ lead_scoring.fingerprint([
            'rule_states.state', 'cap_states.state', 'lead_states.state', 'dated_states.state',
            'activity_states.state',
        ]) }} as fingerprint
    from model_leads
    left join rule_states on model_leads.model_id = rule_states.model_id
    left join cap_states on model_leads.model_id = cap_states.model_id
    left join lead_states on model_leads.lead_id = lead_states.lead_id
    left join dated_states
        on model_leads.lead_id = dated_states.lead_id
        and model_leads.model_id = dated_states.model_id
    left join activity_states
        on model_leads.lead_id = activity_states.lead_id
        and model_leads.model_id = activity_states.model_id
)

select * from final
