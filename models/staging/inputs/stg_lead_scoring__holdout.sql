-- Every row of the holdout input (leads that sales works whatever their score), cleaned and judged.
-- The input is optional.
{%- if not lead_scoring.input_relation('holdout', required=false) %}
{{ lead_scoring.no_rows({
    'source_lead_id': dbt.type_string(),
    'lead_id': dbt.type_string(),
    'first_reason': dbt.type_string(),
    'copy_number': 'integer',
    'rejection_reason': dbt.type_string(),
}) }}
{% else %}
{% set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('holdout', 'lead_id')},
] %}

with source as (
    select * from {{ lead_scoring.input_relation('holdout') }}
),

typed as (
    select {{ lead_scoring.clean_id('lead_scoring_row.' ~ columns[0].source) }} as source_lead_id
    from source as lead_scoring_row
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

judged as (
    select
        resolved.*,
        case
            when resolved.lead_id is null then 'no_id'
            when leads.lead_id is null then 'unknown_lead'
        end as first_reason
    from resolved
    left join {{ ref('stg_lead_scoring__leads') }} as leads on resolved.lead_id = leads.lead_id
),

{{ lead_scoring.judged_once(['lead_id'], 'source_lead_id') }}

select * from final
{% endif %}
