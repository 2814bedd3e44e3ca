-- One row a lead and day of the user's own on which it is scored.
select
    lead_id,
    cutoff_date
from {{ ref('base_lead_scoring__cutoffs') }}
where rejection_reason is null
