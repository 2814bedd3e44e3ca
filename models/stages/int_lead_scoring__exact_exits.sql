-- The very day on which decay takes a lead below a stage's exit: lead × model × stage × day.
{%- set last_run = lead_scoring.last_run() %}

with near_exits as (
    select
        lead_id,
        model_id,
        stage,
        last_held_on,
        missed_on,
        fingerprint
    from {{ ref('int_lead_scoring__near_exits') }}
),

{{ lead_scoring.narrowed_exits('near_exits', 'n', last_run) }}

select * from narrowed_exits
