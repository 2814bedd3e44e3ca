-- From when to when a lead is in a stage: lead × model × stage × entry, up to the last day that
-- is looked ahead to. Between the bars for entering and for leaving it is as it was before.
-- Conversions do not end a spell here.
with states as (
    select
        lead_id,
        model_id,
        stage,
        as_of_date,
        is_reached,
        enters and stays as is_in
    from {{ ref('int_lead_scoring__judged_days') }}
    where enters or not stays
    union all
    select
        lead_id,
        model_id,
        stage,
        missed_on as as_of_date,
        false as is_reached,
        false as is_in
    from {{ ref('int_lead_scoring__exact_exits') }}
),

compared_states as (
    select
        *,
        lag(is_in) over (partition by lead_id, model_id, stage order by as_of_date) as was_in
    from states
),

changes as (
    select
        *,
        lead(as_of_date) over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as next_change_on
    from compared_states
    where is_in <> coalesce(was_in, false)
),

entries as (
    select
        *,
        row_number() over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as entry_number,
        lag(as_of_date) over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as previous_entry_on
    from changes
    where is_in
),

final as (
    select
        entries.lead_id,
        entries.model_id,
        entries.stage,
        stages.stage_order,
        stages.is_mql_stage,
        cast(entries.entry_number as integer) as entry_number,
        coalesce(
            {{ lead_scoring.days_between('entries.previous_entry_on', 'entries.as_of_date') }}
            > stages.cooldown_days,
            true
        ) as is_announced,
        entries.as_of_date as entered_on,
        entries.next_change_on as exited_on,
        case when entries.is_reached then 'score' else 'fast_track' end as entered_by,
        {{ lead_scoring.as_of_date() }} as as_of_date
    from entries
    inner join {{ ref('int_lead_scoring__stages') }} as stages
        on entries.model_id = stages.model_id
        and entries.stage = stages.stage
)

select * from final
