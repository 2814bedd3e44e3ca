-- The scores of leads on the days beside the score path that tell who is in a stage:
-- lead × model × day. In later runs only leads of which something has changed, and new days, are
-- valued.
{%- set last_run = lead_scoring.last_run() %}

with dates as (
    select * from {{ ref('int_lead_scoring__stage_dates') }}
),

{{ lead_scoring.kept_scores(last_run, 'dates') }}

select * from kept_scores
