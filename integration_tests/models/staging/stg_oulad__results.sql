-- One row a registration: how it ended and on which day.
with source as (
    select * from read_csv('{{ var("oulad_folder") }}/outcomes.csv')
),

final as (
    select
        lead_id as registration_id,
        final_result,
        converted = 1 as is_passed,
        cast(outcome_at as date) as outcome_on
    from source
)

select * from final
