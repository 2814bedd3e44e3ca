-- One row a registration that was passed: the conversion.
select
    registration_id,
    outcome_on
from {{ ref('stg_oulad__results') }}
where is_passed
