-- Whom sales is at work on is on the list if that is overdue, with the same day, and only then.
select
    in_work.lead_id,
    in_work.model_id,
    in_work.is_overdue,
    listed.in_work_since
from {{ ref('lead_scoring__leads_in_work') }} as in_work
full join {{ ref('lead_scoring__mql_list') }} as listed
    on in_work.lead_id = listed.lead_id
    and in_work.model_id = listed.model_id
where
    (in_work.is_overdue and coalesce(listed.in_work_since <> in_work.in_work_since, true))
    or (not in_work.is_overdue and listed.lead_id is not null)
    or (in_work.lead_id is null and listed.in_work_since is not null)
