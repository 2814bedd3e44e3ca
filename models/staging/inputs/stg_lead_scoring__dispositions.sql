-- Every row of the dispositions input (what sales said), cleaned and judged. The input is optional.
{%- if not lead_scoring.input_relation('dispositions', required=false) %}
{{ lead_scoring.no_rows({
    'source_lead_id': dbt.type_string(),
    'disposition': dbt.type_string(),
    'disposed_at': dbt.type_timestamp(),
    'disposition_reason': dbt.type_string(),
    'lead_id': dbt.type_string(),
    'first_reason': dbt.type_string(),
    'copy_number': 'integer',
    'rejection_reason': dbt.type_string(),
}) }}
{% else %}
{% set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('dispositions', 'lead_id')},
    {'name': 'disposition', 'source': lead_scoring.input_column('dispositions', 'disposition')},
    {'name': 'disposed_at', 'source': lead_scoring.input_column('dispositions', 'disposed_at')},
    lead_scoring.optional_column('dispositions', 'reason'),
] %}

with source as (
    select * from {{ lead_scoring.input_relation('dispositions') }}
),

present as (
    {{ lead_scoring.with_optional_columns(columns, 'dispositions') }}
),

typed as (
    select
        {{ lead_scoring.clean_id('lead_id') }} as source_lead_id,
        lower({{ lead_scoring.clean_text('disposition') }}) as disposition,
        {{ lead_scoring.safe_timestamp('disposed_at') }} as disposed_at,
        {{ lead_scoring.clean_text('reason') }} as disposition_reason
    from present
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

judged as (
    select
        resolved.*,
        case
            when resolved.lead_id is null then 'no_id'
            when resolved.disposed_at is null then 'unparseable_date'
            when cast(resolved.disposed_at as date) > {{ lead_scoring.as_of_date() }}
                then 'future_disposition'
            when
                coalesce(resolved.disposition, '')
                not in ('contacted', 'accepted', 'rejected', 'recycled')
                then 'unknown_disposition'
            when leads.lead_id is null then 'unknown_lead'
        end as first_reason
    from resolved
    left join {{ ref('stg_lead_scoring__leads') }} as leads on resolved.lead_id = leads.lead_id
),

{{ lead_scoring.judged_once(['lead_id', 'disposition', 'disposed_at'], 'disposition_reason') }}

select * from final
{% endif %}
