-- How often each lead did what on which day: lead × match_key × day, the matches of all the ids
-- that were merged into it.
{% set has_aliases = lead_scoring.input_relation('lead_aliases', required=false) %}
{{ config(materialized='table' if has_aliases else 'view') }}

with matches as (
    select * from {{ ref('int_lead_scoring__daily_matches') }}
    where source_lead_id is not null
),

leads as (
    select lead_id from {{ ref('stg_lead_scoring__leads') }}
),

{% if has_aliases -%}
resolved as (
    select
        matches.match_key,
        matches.activity_date,
        matches.occurrences,
        coalesce(aliases.lead_id, matches.source_lead_id) as lead_id
    from matches
    left join {{ ref('stg_lead_scoring__lead_aliases') }} as aliases
        on matches.source_lead_id = aliases.alias_lead_id
),
{%- else -%}
resolved as (
    select
        *,
        source_lead_id as lead_id
    from matches
),
{%- endif %}

final as (
    select
        resolved.lead_id,
        resolved.match_key,
        resolved.activity_date,
        {% if has_aliases -%}
        sum(resolved.occurrences) as occurrences
        {%- else -%}
        resolved.occurrences
        {%- endif %}
    from resolved
    inner join leads on resolved.lead_id = leads.lead_id
    {% if has_aliases -%}
    group by resolved.lead_id, resolved.match_key, resolved.activity_date
    {%- endif %}
)

select * from final
