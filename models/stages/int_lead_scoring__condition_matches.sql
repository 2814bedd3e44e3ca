-- Which conditions beside the score match on the days on which that can change:
-- lead × model × rule × day.
with dates as (
    select * from {{ ref('int_lead_scoring__condition_dates') }}
),

{{ lead_scoring.valued_entries('dates', dimensions=['require', 'disqualify', 'fast_track']) }},

final as (
    select
        lead_id,
        model_id,
        rule_id,
        as_of_date
    from valued_entries
    where entry_type = 'condition'
)

select * from final
