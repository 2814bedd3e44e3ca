-- One row a registration of a student for a course: the lead.
with source as (
    select * from read_csv('{{ var("oulad_folder") }}/leads.csv')
),

final as (
    select
        lead_id as registration_id,
        -- Three registrations have no date; the course start is the latest that it can have been.
        coalesce(created_at, course_start) as registered_on,
        course_start,
        code_module,
        code_presentation,
        highest_education,
        imd_band,
        num_of_prev_attempts,
        studied_credits
    from source
)

select * from final
