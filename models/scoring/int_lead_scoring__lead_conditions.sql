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
        model_id,
        {{ lead_scoring.as_of_date() }} as as_of_date
    from {{ ref('int_lead_scoring__model_leads') }}
),

{{ lead_scoring.condition_verdicts('matches', 'dates') }},

worded_verdicts as (
    select
        verdicts.*,
        case verdicts.dimension
            when 'require' then 'Required: ' || wording.description
            when 'disqualify' then wording.description
        end as reason
    from condition_verdicts as verdicts
    inner join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on verdicts.model_id = wording.model_id
        and verdicts.rule_id = wording.rule_id
),

final as (
    select
        lead_id,
        model_id,
        max(case when dimension = 'disqualify' then 1 else 0 end) = 1 as is_disqualified,
        max(case when dimension <> 'fast_track' then 1 else 0 end) = 1 as is_barred,
        {{ lead_scoring.list_text('reason', '; ', 'dimension, rule_id') }} as disqualified_reasons
    from worded_verdicts
    group by lead_id, model_id
)

select * from final
