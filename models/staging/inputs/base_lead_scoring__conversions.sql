-- Every row of the conversions input, cleaned and judged: rejection_reason is null for the rows
-- that are used.
{%- set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('conversions', 'lead_id')},
    {'name': 'converted_at', 'source': lead_scoring.input_column('conversions', 'converted_at')},
    lead_scoring.optional_column('conversions', 'amount'),
] %}

with source as (
    select * from {{ lead_scoring.input_relation('conversions') }}
),

present as (
    {{ lead_scoring.with_optional_columns(columns, 'conversions') }}
),

trimmed as (
    select
        lead_id,
        converted_at,
        {{ lead_scoring.clean_text('amount') }} as text_amount,
        {{ lead_scoring.is_text('amount') }} as is_text_amount
    from present
),

read_amounts as (
    select
        {{ lead_scoring.clean_id('lead_id') }} as source_lead_id,
        {{ lead_scoring.safe_timestamp('converted_at') }} as converted_at,
        text_amount,
        {{ lead_scoring.read_number('text_amount', 'is_text_amount') }} as read_amount
    from trimmed
),

-- Up to a million million either way: what is larger is a slip, and no sum must leave its type.
-- Adding 0 turns a negative zero into zero.
typed as (
    select
        source_lead_id,
        converted_at,
        text_amount,
        case when abs(read_amount) <= 1e12 then read_amount + 0 end as amount
    from read_amounts
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

judged as (
    select
        resolved.*,
        case
            when resolved.lead_id is null then 'no_id'
            when resolved.converted_at is null then 'unparseable_date'
            when cast(resolved.converted_at as date) > {{ lead_scoring.as_of_date() }}
                then 'future_conversion'
            when leads.lead_id is null then 'unknown_lead'
        end as first_reason
    from resolved
    left join {{ ref('stg_lead_scoring__leads') }} as leads on resolved.lead_id = leads.lead_id
),

{#- As text, because BigQuery parts rows by no floating point. #}
{{ lead_scoring.judged_once(
    ['lead_id', 'converted_at', 'cast(amount as ' ~ dbt.type_string() ~ ')'], 'source_lead_id'
) }}

select * from final
