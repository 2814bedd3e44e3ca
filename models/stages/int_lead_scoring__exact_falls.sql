-- The very day on which decay takes a lead below a stage's exit: lead × model × stage × day.
{% set last_run = lead_scoring.last_run(['fingerprint', 'sought_after']) %}

with near_falls as (
    select
        lead_id,
        model_id,
        stage,
        last_held_on,
        missed_on,
        fingerprint
    from {{ ref('int_lead_scoring__stage_falls') }}
),

{{ lead_scoring.narrowed_falls('near_falls', 'n', last_run) }}

select * from narrowed_falls
