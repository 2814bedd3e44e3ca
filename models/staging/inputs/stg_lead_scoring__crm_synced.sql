-- One row a lead that was sent to the CRM, with the hash of what the CRM has of it.
select
    lead_id,
    row_hash
from {{ ref('base_lead_scoring__crm_synced') }}
where rejection_reason is null
