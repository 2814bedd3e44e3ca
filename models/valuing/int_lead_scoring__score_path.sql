-- The score of every lead on each day on which it can rise: lead × model × day. In later runs
-- only leads of which something has changed, and new days, are valued.
{%- set last_run = lead_scoring.last_run() %}

with dates as (
    select * from {{ ref('int_lead_scoring__path_dates') }}
),

{{ lead_scoring.kept_scores(last_run, 'dates') }}

select * from kept_scores
