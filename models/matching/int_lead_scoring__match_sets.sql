-- Which match keys a match set stands for: match_set × match_key. A table of its own, because
-- engines plan joins with it better when they know how small it is.
select
    match_set,
    match_key
from {{ ref('int_lead_scoring__daily_events') }}
where match_set is not null and match_key is not null
