-- One row a lead. The leads have no dates; their numbers give the order, and twelve of them make a
-- day, so that the oldest 70 % end with a day.
with source as (
    select * from read_csv('{{ var("xeducation_folder") }}/Leads.csv', all_varchar = true)
),

numbered as (
    select
        *,
        row_number() over (order by cast("Lead Number" as bigint)) - 1 as place
    from source
),

final as (
    select
        "Lead Number" as lead_id,
        cast(date '2000-01-01' + cast(place // 12 as integer) as date) as arrived_on,
        "Lead Origin" as lead_origin,
        "Lead Source" as lead_source,
        "Do Not Email" as do_not_email,
        "TotalVisits" as visits,
        "Total Time Spent on Website" as seconds_on_website,
        "Page Views Per Visit" as pages_per_visit,
        "Specialization" as specialization,
        "How did you hear about X Education" as heard_of_us,
        "What is your current occupation" as occupation,
        "Lead Profile" as lead_profile,
        "City" as city,
        "Country" as country,
        "A free copy of Mastering The Interview" as wants_free_copy,
        "Converted" = '1' as is_converted
    from numbered
)

select * from final
