-- Stops the run when the analyst's files have a fault: everything that scores is built after this
-- table, so what was published before stays as it was. All faults are named in the one error.
with faults as (
    select
        sentence,
        row_number() over (order by sentence) as fault_number
    from {{ ref('int_lead_scoring__config_faults') }}
    where severity = 'fault'
),

summary as (
    select
        count(*) as fault_count,
        {{ lead_scoring.list_text(
            "case when fault_number <= 50 then '  - ' || sentence end", '\n', 'fault_number'
        ) }} as sentences
    from faults
)

select
    fault_count,
    {{ lead_scoring.as_of_date() }} as as_of_date,
    case
        when fault_count > 0
            then {{ lead_scoring.raise_error(
                "'lead_scoring found faults in your CSV files ('"
                ~ " || cast(fault_count as " ~ dbt.type_string() ~ ") || "
                ~ lead_scoring.text_literal("):\n") ~ " || sentences"
            ) }}
        else 'no faults'
    end as verdict
from summary
