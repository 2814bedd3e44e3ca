-- The days on which leads did something, whether or not a rule counts it: lead × day. Only where a
-- condition asks how long ago the last one was; otherwise none, so that nothing is looked up.
select distinct
    lead_id,
    activity_date
from {{ ref('int_lead_scoring__active_days') }}
where exists (
    select 1
    from {{ ref('int_lead_scoring__conditions') }} as conditions
    where conditions.field = 'days_since_last_activity'
)
