-- Which match keys a match set names: match_set × match_key. A table of its own, because engines
-- plan joins with it better when they know how small it is.
with match_sets as (
    select distinct match_set
    from {{ ref('int_lead_scoring__event_days') }}
    where match_set is not null
),

match_keys as (
    select * from {{ ref('int_lead_scoring__match_keys') }}
    where scope = 'event'
),

final as (
    select
        match_sets.match_set,
        match_keys.match_key
    from match_sets
    inner join match_keys
        on {{ dbt.position(lead_scoring.short_match_key('match_keys.match_key'),
            'match_sets.match_set') }} > 0
)

select * from final
