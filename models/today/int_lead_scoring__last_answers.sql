-- The last thing that sales said of a lead, whether they are at work on it, and whether that or a
-- rejection keeps it off the MQL list: one row a lead that they said something of.
{%- set holds = {} %}
{%- for disposition in ['accepted', 'contacted', 'rejected'] %}
{%- set days = lead_scoring.setting(disposition ~ '_days') %}
{%- do holds.update({disposition: "disposition = '" ~ disposition ~ "'"
    ~ (' and disposed_on >= ' ~ lead_scoring.add_days(lead_scoring.as_of_date(), -days)
        if days is not none else '')}) %}
{%- endfor %}

with answers as (
    select
        lead_id,
        disposition,
        disposition_reason,
        disposed_at,
        cast(disposed_at as date) as disposed_on,
        disposition <> 'contacted' as is_verdict
    from {{ ref('stg_lead_scoring__dispositions') }}
    where rejection_reason is null
),

-- Of two answers at one moment a verdict comes after a touch, and rejected after the other
-- verdicts.
ranked as (
    select
        *,
        row_number() over (
            partition by lead_id order by disposed_at desc, is_verdict desc, disposition desc
        ) as recency
    from answers
),

last_verdicts as (
    select
        lead_id,
        min(recency) as verdict,
        min(case when disposition in ('rejected', 'recycled') then recency end) as ending
    from ranked
    where is_verdict
    group by lead_id
),

-- Work goes on from the first answer after the last one that ended it. To turn to a rejected lead
-- once more is no new verdict.
judged as (
    select
        ranked.*,
        coalesce(ranked.recency < last_verdicts.ending, true) as is_work,
        ({{ holds.accepted }}) or ({{ holds.contacted }}) as is_fresh,
        coalesce(ranked.recency = last_verdicts.verdict, false)
        and {{ holds.rejected }} as is_rejected
    from ranked
    left join last_verdicts on ranked.lead_id = last_verdicts.lead_id
),

final as (
    select
        lead_id,
        max(case when recency = 1 then disposition end) as last_disposition,
        max(case when recency = 1 then disposed_on end) as last_disposition_on,
        max(case when recency = 1 then disposition_reason end) as last_disposition_reason,
        case
            when max(case when is_rejected then 1 else 0 end) = 0
                then min(case when is_work then disposed_on end)
        end as in_work_since,
        max(case when is_rejected or (is_work and is_fresh) then 1 else 0 end) = 1
            as is_kept_off,
        {{ lead_scoring.as_of_date() }} as as_of_date
    from judged
    group by lead_id
)

select * from final
