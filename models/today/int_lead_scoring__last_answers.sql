-- The last thing that sales said of a lead, and whether its last verdict keeps the lead off the MQL
-- list: one row a lead that they said something of.
{%- set rejected_days = lead_scoring.setting('rejected_days') %}

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
        ) as recency,
        row_number() over (
            partition by lead_id, is_verdict order by disposed_at desc, disposition desc
        ) as recency_of_kind
    from answers
),

-- To turn to a rejected lead once more is no new verdict.
rejected_leads as (
    select lead_id
    from ranked
    where
        is_verdict
        and recency_of_kind = 1
        and disposition = 'rejected'
        {% if rejected_days is not none -%}
        and disposed_on >= {{ lead_scoring.add_days(lead_scoring.as_of_date(), -rejected_days) }}
        {%- endif %}
),

final as (
    select
        ranked.lead_id,
        ranked.disposition as last_disposition,
        ranked.disposed_on as last_disposition_on,
        ranked.disposition_reason as last_disposition_reason,
        rejected_leads.lead_id is not null as is_kept_off
    from ranked
    left join rejected_leads on ranked.lead_id = rejected_leads.lead_id
    where ranked.recency = 1
)

select * from final
