-- Every row of the holdout input (leads that sales works whatever their score), cleaned and judged.
-- The input is optional.
{% set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('holdout', 'lead_id')},
] %}

with source as (
    {{ lead_scoring.optional_input('holdout', columns) }}
),

typed as (
    select {{ lead_scoring.clean_id('source.' ~ columns[0].source) }} as source_lead_id
    from source
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
