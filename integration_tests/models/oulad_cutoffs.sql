-- The day on which each registration is scored: the same day of the course for everyone, so another
-- date in each presentation.
select
    registration_id,
    cast(course_start + {{ var('oulad_scored_on_day') }} as date) as scored_on
from {{ ref('stg_oulad__registrations') }}
