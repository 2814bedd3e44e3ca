-- The score of each lead that is shown, at the end of each of the last 90 days: between two events
-- it fades, which the score path, made for thresholds, leaves out.
with shown as (
    {{ shown_leads }}
),

days as (
    {%- for days in range(91) %}
    select {{ lead_scoring.add_days(lead_scoring.as_of_date(), -days) }} as as_of_date
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

dates as (
    select
        shown.lead_id,
        shown.model_id,
        days.as_of_date
    from shown
    inner join days on shown.created_on <= days.as_of_date
),

{{ lead_scoring.valued_scores('dates') }}

select
    lead_id,
    as_of_date,
    total_score
from valued_scores
