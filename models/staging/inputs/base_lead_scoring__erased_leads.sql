-- Every row of the erased_leads input, judged but without the id: no relation lists who was erased.
-- The input is optional.
{% set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('erased_leads', 'lead_id')},
] %}

with source as (
    {{ lead_scoring.optional_input('erased_leads', columns) }}
),

cleaned as (
    select {{ lead_scoring.clean_id('source.' ~ columns[0].source) }} as lead_id
    from source
),

ranked as (
    select
        lead_id,
        row_number() over (partition by lead_id order by lead_id) as copy_number
    from cleaned
),

final as (
    select
        case
            when lead_id is null then 'no_id'
            when copy_number > 1 then 'duplicate'
        end as rejection_reason
    from ranked
)

select * from final
