-- One row a lead that converted; nobody knows when, so on the day after arrival.
select
    lead_id,
    arrived_on + 1 as converted_at
from {{ ref('xeducation_leads') }}
where is_converted
