-- Every row of the lead_aliases input (which lead an old id was merged into), cleaned and judged,
-- but for those of erased leads. The input is optional.
{%- if not lead_scoring.input_relation('lead_aliases', required=false) %}
{{ lead_scoring.no_rows({
    'alias_lead_id': dbt.type_string(),
    'lead_id': dbt.type_string(),
    'first_reason': dbt.type_string(),
    'copy_number': 'integer',
    'rejection_reason': dbt.type_string(),
}) }}
{% else %}
{% set columns = [
    {'name': 'alias_lead_id', 'source': lead_scoring.input_column('lead_aliases', 'alias_lead_id')},
    {'name': 'lead_id', 'source': lead_scoring.input_column('lead_aliases', 'lead_id')},
] %}

with source as (
    select * from {{ lead_scoring.input_relation('lead_aliases') }}
),

cleaned as (
    select
        {{ lead_scoring.clean_id('lead_scoring_row.' ~ columns[0].source) }} as alias_lead_id,
        {{ lead_scoring.clean_id('lead_scoring_row.' ~ columns[1].source) }} as lead_id
    from source as lead_scoring_row
),

erased as (
    {{ lead_scoring.erased_leads() }}
),

judged as (
    select
        cleaned.*,
        case
            when cleaned.alias_lead_id is null or cleaned.lead_id is null then 'no_id'
            when cleaned.alias_lead_id = cleaned.lead_id then 'merged_into_itself'
        end as first_reason
    from cleaned
    left join erased as erased_aliases on cleaned.alias_lead_id = erased_aliases.lead_id
    left join erased as erased_leads on cleaned.lead_id = erased_leads.lead_id
    where erased_aliases.lead_id is null and erased_leads.lead_id is null
),

-- An id is merged into one lead.
{{ lead_scoring.judged_once(['alias_lead_id'], 'lead_id') }}

select * from final
{% endif %}
