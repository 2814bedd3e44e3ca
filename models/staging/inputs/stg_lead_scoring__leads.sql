-- One row a lead: what is known of it on the as-of date.
select versions.*
from {{ ref('stg_lead_scoring__lead_versions') }} as versions
where {{ lead_scoring.is_valid_on(lead_scoring.as_of_date(), 'versions') }}
