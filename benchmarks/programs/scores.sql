-- What somebody would write who wants the scores of today and nothing else.
with events as (
    select distinct on (event_id)
        lead_id,
        event_type,
        occurred_at,
        page_path
    from raw.events
    where occurred_at < timestamp '2026-07-01'
),

days as (
    select
        lead_id,
        event_type,
        event_type = 'page_view' and page_path like '/pricing%' as is_pricing,
        date_diff('day', cast(occurred_at as date), date '2026-06-30') as age,
        count(*) as occurrences
    from events
    group by 1, 2, 3, 4
),

page_days as (
    select
        lead_id,
        age,
        least(sum(occurrences), 3) as visits,
        max(case when is_pricing then 1 else 0 end) as pricing_visits
    from days
    where event_type = 'page_view'
    group by lead_id, age
),

web as (
    select
        lead_id,
        cast(sum(case when age < 300 then visits * pow(0.5, age / 30.0) else 0 end) as numeric(18, 4))
        + cast(
            sum(case when age < 210 then 6 * pricing_visits * pow(0.5, age / 21.0) else 0 end)
            as numeric(18, 4)
        ) as points
    from page_days
    group by lead_id
),

others as (
    select
        lead_id,
        sum(case when event_type = 'email_click' then 3 * greatest(0, 1 - age / 45.0) else 0 end)
        + sum(case when event_type = 'webinar' and age < 90 then 10 * occurrences else 0 end)
        + sum(
            case when event_type = 'demo_requested' then 25 * occurrences * pow(0.5, age / 90.0)
            else 0 end
        )
        + sum(case when event_type = 'unsubscribed' then -15 * occurrences else 0 end) as points
    from days
    group by lead_id
)

select
    leads.lead_id,
    case when lower(industry) = 'software' then 15 else 0 end
    + case when employee_count between 50 and 999 then 15 else 0 end
    + case when lower(country) in ('germany', 'france') then 10 else 0 end as fit_score,
    least(greatest(
        least(coalesce(web.points, 0), 30) + coalesce(others.points, 0), 0
    ), 60) as engagement_score
from raw.leads as leads
left join web on leads.lead_id = web.lead_id
left join others on leads.lead_id = others.lead_id
