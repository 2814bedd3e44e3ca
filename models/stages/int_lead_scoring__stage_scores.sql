-- The scores of leads on the days beside the score path that tell who is in a stage:
-- lead × model × day.
with dates as (
    select * from {{ ref('int_lead_scoring__stage_dates') }}
),

{{ lead_scoring.valued_scores('dates', of_models=true) }}

select * from valued_scores
