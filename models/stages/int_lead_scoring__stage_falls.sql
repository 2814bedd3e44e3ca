-- When decay alone takes a lead below a stage's exit, as closely as trying the 1st, 4th, 9th and
-- so on day of each time finds it: lead × model × stage × time. The days between the two that
-- enclose the exit are tried in int_lead_scoring__exact_falls. Most exits come soon, and quiet
-- times may last for years, so two rounds try far fewer days than one would. In later runs only
-- leads of which something has changed are tried again.
{% set last_run = lead_scoring.last_run(['fingerprint', 'sought_after']) %}

with wide_falls as (
    select * from {{ ref('int_lead_scoring__wide_falls') }}
),

{{ lead_scoring.narrowed_falls('wide_falls', 'n * n', last_run) }}

select * from narrowed_falls
