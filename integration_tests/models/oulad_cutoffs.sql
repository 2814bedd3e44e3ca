-- The day on which each registration is scored: the same day of the course for everyone, so another
-- date in each presentation.
select
    registrations.registration_id,
    cast(registrations.course_start + {{ var('oulad_scored_on_day') }} as date) as scored_on
from {{ ref('stg_oulad__registrations') }} as registrations
{% if var('oulad_only_enrolled') -%}
-- Who has withdrawn by then is no open case any more.
inner join {{ ref('stg_oulad__results') }} as results
    on registrations.registration_id = results.registration_id
where
    results.final_result <> 'Withdrawn'
    or results.outcome_on > registrations.course_start + {{ var('oulad_scored_on_day') }}
{%- endif %}
