-- Whom sales is at work on is on the list if that is overdue, with the same day, and only then.
select
    work.lead_id,
    work.model_id,
    work.is_overdue,
    list.in_work_since
from {{ ref('lead_scoring__leads_in_work') }} as work
full join {{ ref('lead_scoring__mql_list') }} as list
    on work.lead_id = list.lead_id
    and work.model_id = list.model_id
where
    (work.is_overdue and coalesce(list.in_work_since <> work.in_work_since, true))
    or (not work.is_overdue and list.lead_id is not null)
    or (work.lead_id is null and list.in_work_since is not null)
