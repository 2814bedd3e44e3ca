-- Who is barred from every stage on the as-of date, and why: lead × model with at least one
-- condition beside the score that speaks.
{{ config(materialized=lead_scoring.small_step()) }}

with matches as (
    select * from {{ ref('int_lead_scoring__current_entries') }}
    where entry_type = 'condition'
),

dates as (
    select
        lead_id,
        {{ lead_scoring.as_of_date() }} as as_of_date
    from {{ ref('stg_lead_scoring__leads') }}
),

{{ lead_scoring.condition_verdicts('matches', 'dates') }},

final as (
    select
        lead_id,
        model_id,
        max(case when dimension = 'disqualify' then 1 else 0 end) = 1 as is_disqualified,
        max(case when dimension <> 'fast_track' then 1 else 0 end) = 1 as is_barred,
        {{ lead_scoring.list_text(
            "case when dimension <> 'fast_track' then description end", '; ', 'dimension, rule_id'
        ) }} as disqualified_reasons
    from condition_verdicts
    group by lead_id, model_id
)

select * from final
