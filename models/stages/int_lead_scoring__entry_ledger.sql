-- What a lead's ledger said on the days on which it entered a stage, up to the as-of date:
-- lead × model × day × entry. In later runs only leads of which something has changed, and new
-- days, are valued.
{%- set last_run = lead_scoring.last_run() %}

with dates as (
    select distinct
        lead_id,
        model_id,
        entered_on as as_of_date
    from {{ ref('int_lead_scoring__stage_spells') }}
    where entered_on <= {{ lead_scoring.as_of_date() }}
),

{{ lead_scoring.kept_entries(
    last_run, 'dates', columns=[
        'dimension', 'rule_id', 'entry_type', 'occurrences', 'points', 'last_activity_date',
    ]
) }}

select * from kept_entries
