-- The package asks for events; these leads have none.
select
    lead_id as event_id,
    lead_id,
    'none' as event_type,
    arrived_on as occurred_at
from {{ ref('xeducation_leads') }}
where false
