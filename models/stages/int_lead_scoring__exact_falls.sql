-- The very day on which decay takes a lead below a stage's exit: lead × model × stage × day.
with near_falls as (
    select * from {{ ref('int_lead_scoring__stage_falls') }}
),

{{ lead_scoring.narrowed_falls('near_falls', 'n') }}

select * from narrowed_falls
