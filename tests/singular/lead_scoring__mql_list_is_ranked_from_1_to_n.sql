-- list_rank is 1, 2, … n: as many different ranks as rows, from 1 to the number of rows.
with ranks as (
    select
        count(*) as row_count,
        count(distinct list_rank) as rank_count,
        min(list_rank) as first_rank,
        max(list_rank) as last_rank
    from {{ ref('lead_scoring__mql_list') }}
)

select *
from ranks
where
    row_count > 0
    and (rank_count <> row_count or first_rank <> 1 or last_rank <> row_count)
