-- Which lead an old id has ended up as: one row an old id, chains of merges followed to their end.
-- Merges in a circle end at the member with a row in the leads input, the smallest if several have
-- one. Erased persons are left out.
{{ config(materialized='table') }}
{%- if not lead_scoring.input_relation('lead_aliases', required=false) %}
{{ lead_scoring.no_rows({
    'alias_lead_id': dbt.type_string(),
    'lead_id': dbt.type_string(),
}) }}
{% else %}
with erased_ids as (
    {{ lead_scoring._erased_ids() }}
),

lead_ids as (
    select distinct
        {{ lead_scoring.clean_id('leads.' ~ lead_scoring.input_column('leads', 'lead_id')) }}
            as lead_id
    from {{ lead_scoring.input_relation('leads') }} as leads
),

merged_leads as (
    {{ lead_scoring._merges() }}
),

hops_0 as (
    select
        merged_leads.alias_lead_id,
        merged_leads.lead_id,
        case when lead_ids.lead_id is null then '2' else '1' end || merged_leads.alias_lead_id
            as preference
    from merged_leads
    left join lead_ids on merged_leads.alias_lead_id = lead_ids.lead_id
),

{{ lead_scoring.settled_merges() }},

erased_leads as (
    select distinct coalesce(settled_merges.lead_id, erased_ids.lead_id) as lead_id
    from erased_ids
    left join settled_merges on erased_ids.lead_id = settled_merges.alias_lead_id
),

final as (
    select
        settled_merges.alias_lead_id,
        settled_merges.lead_id
    from settled_merges
    left join erased_leads on settled_merges.lead_id = erased_leads.lead_id
    where
        settled_merges.alias_lead_id <> settled_merges.lead_id
        and erased_leads.lead_id is null
)

select * from final
{% endif %}
