-- The days on which leads did something, whether or not a rule looks at it: lead × day.
select
    lead_id,
    activity_date,
    cast(sum(occurrences) as bigint) as occurrences
from {{ ref('int_lead_scoring__resolved_events') }}
group by lead_id, activity_date
