-- The ledger entries of every lead on the as-of date.
with dates as (
    select
        lead_id,
        model_id,
        {{ lead_scoring.as_of_date() }} as as_of_date
    from {{ ref('int_lead_scoring__model_leads') }}
),

{{ lead_scoring.valued_entries(
    'dates', dimensions=['fit', 'engagement', 'require', 'disqualify', 'fast_track']
) }},

final as (
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        rule_group,
        rule_id,
        entry_type,
        occurrences,
        counted_occurrences,
        base_points,
        points,
        last_activity_date
    from valued_entries
)

select * from final
