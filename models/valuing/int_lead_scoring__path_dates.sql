-- The days up to the as-of date on which the score of a lead can rise: lead × model × day. They
-- have a table of their own, because to find and to value them at once takes too much memory.
with model_leads as (
    select * from {{ ref('int_lead_scoring__model_leads') }}
),

{{ lead_scoring.rising_dates('model_leads', until=lead_scoring.as_of_date()) }}

select * from rising_dates
