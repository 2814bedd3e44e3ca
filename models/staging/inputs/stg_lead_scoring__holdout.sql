-- One row a lead that sales works whatever its score.
select lead_id
from {{ ref('base_lead_scoring__holdout') }}
where rejection_reason is null
