-- One row a lead, with the day on which it is scored.
select
    lead_id,
    arrived_on as cutoff_date
from {{ ref('xeducation_leads') }}
