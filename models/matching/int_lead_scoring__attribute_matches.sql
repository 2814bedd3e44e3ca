-- Which leads met which attribute conditions, from when to when: lead × match_key × valid_from.
-- Conditions on fields that change from day to day are in int_lead_scoring__dated_matches.
-- depends_on: {{ ref('int_lead_scoring__config_gate') }}
with leads as (
    select * from {{ ref('stg_lead_scoring__lead_versions') }}
),

match_keys as (
    select * from {{ ref('int_lead_scoring__match_keys') }}
    where scope = 'lead' and not is_dated
),

candidates as (
    select
        leads.lead_id,
        leads.valid_from,
        leads.valid_to,
        match_keys.match_key,
        {{ lead_scoring.condition_values(
            lead_scoring.lead_fields() | rejectattr('kind', 'equalto', 'computed') | list,
            'leads', 'match_keys'
        ) }}
    from leads
    cross join match_keys
),

final as (
    select
        lead_id,
        match_key,
        valid_from,
        valid_to
    from candidates
    where {{ lead_scoring.all_conditions_hold() }}
)

select * from final
