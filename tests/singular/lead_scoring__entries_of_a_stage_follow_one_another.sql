-- Entries into a stage are numbered 1, 2, … without a gap, and none begins before the one before
-- it has ended: a day lies between, on which the lead was out.
with numbered as (
    select
        lead_id,
        model_id,
        stage,
        entry_number,
        entered_on,
        row_number() over (
            partition by lead_id, model_id, stage order by entered_on
        ) as expected_number,
        lag(exited_on) over (
            partition by lead_id, model_id, stage order by entered_on
        ) as previous_exited_on
    from {{ ref('lead_scoring__stage_history') }}
)

select *
from numbered
where
    entry_number <> expected_number
    or (entry_number > 1 and (previous_exited_on is null or previous_exited_on >= entered_on))
