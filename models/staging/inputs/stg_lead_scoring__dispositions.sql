-- One row an answer of sales: contacted (a touch without a verdict), accepted, rejected or
-- recycled.
select
    lead_id,
    disposition,
    disposed_at,
    disposition_reason
from {{ ref('base_lead_scoring__dispositions') }}
where rejection_reason is null
