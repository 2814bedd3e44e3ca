-- Every row of the crm_synced input (what the CRM has, by the hash that was sent to it), cleaned
-- and judged. The input is optional. Merges are not followed: the CRM knows its records by their
-- own ids.
{%- if not lead_scoring.input_relation('crm_synced', required=false) %}
{{ lead_scoring.no_rows({
    'lead_id': dbt.type_string(),
    'row_hash': dbt.type_string(),
    'synced_at': dbt.type_timestamp(),
    'copy_number': 'integer',
    'rejection_reason': dbt.type_string(),
}) }}
{% else %}
{% set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('crm_synced', 'lead_id')},
    {'name': 'row_hash', 'source': lead_scoring.input_column('crm_synced', 'row_hash')},
    lead_scoring.optional_column('crm_synced', 'synced_at'),
] %}

with source as (
    select * from {{ lead_scoring.input_relation('crm_synced') }}
),

present as (
    {{ lead_scoring.with_optional_columns(columns, 'crm_synced') }}
),

cleaned as (
    select
        {{ lead_scoring.clean_id('lead_id') }} as lead_id,
        {{ lead_scoring.clean_id('row_hash') }} as row_hash,
        {{ lead_scoring.safe_timestamp('synced_at') }} as synced_at
    from present
),

-- Of a log with several rows a lead, the newest says what the CRM has.
ranked as (
    select
        *,
        row_number() over (
            partition by lead_id order by synced_at desc nulls last, row_hash desc nulls last
        ) as copy_number
    from cleaned
),

final as (
    select
        *,
        case
            when lead_id is null then 'no_id'
            when copy_number > 1 then 'duplicate'
        end as rejection_reason
    from ranked
)

select * from final
{% endif %}
