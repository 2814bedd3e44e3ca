-- About your rules: a cell that is read in a way that may not have been meant, as each sentence
-- says. `lead-scoring check` shows them with the lines of the files. What is certainly wrong stops
-- the run.
{{ config(severity='warn') }}
select
    file,
    sentence
from {{ ref('int_lead_scoring__config_faults') }}
where severity = 'notice'
