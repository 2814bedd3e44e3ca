-- The var lead_scoring__events_are_unique says that no event is delivered twice. Fails with each
-- event_id that is, and how often it would be counted.
{{ config(enabled=lead_scoring.setting('events_are_unique')) }}
select
    event_id,
    count(*) as deliveries
from {{ ref('base_lead_scoring__events') }}
where row_reason is null
group by event_id
having count(*) > 1
