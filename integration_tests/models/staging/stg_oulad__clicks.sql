-- One row a click event: which page or tool a student used on which day, with how many clicks.
with source as (
    select * from read_csv('{{ var("oulad_folder") }}/events.csv.gz')
),

final as (
    select
        event_id as click_id,
        lead_id as registration_id,
        event_type as activity_type,
        occurred_on,
        sum_click,
        id_site
    from source
)

select * from final
