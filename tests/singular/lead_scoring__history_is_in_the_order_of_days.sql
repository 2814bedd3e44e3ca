-- A later change is never of an earlier day: a run for the past rewrites nothing.
select
    change_number,
    published_on
from (
    select
        change_number,
        published_on,
        max(published_on) over (
            order by change_number rows between unbounded preceding and current row
        ) as latest_day
    from {{ ref('lead_scoring__score_history') }}
) as history
where published_on < latest_day
