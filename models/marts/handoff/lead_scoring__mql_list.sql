-- Whom sales should call today and why, best first: the MQLs of the live scoring models that have
-- not converted yet and that sales has not rejected lately and is not at work on.
with scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
    where model_status = 'live' and is_mql
),

open_scores as (
    select scores.*
    from scores
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on scores.lead_id = conversions.lead_id
    where conversions.lead_id is null
),

stages as (
    select * from {{ ref('int_lead_scoring__stage_spells') }}
    where {{ lead_scoring.is_within(lead_scoring.as_of_date(), 'entered_on', 'exited_on') }}
),

answers as (
    select * from {{ ref('int_lead_scoring__last_answers') }}
),

final as (
    select
        cast(
            row_number() over (
                order by
                    scores.priority asc nulls last,
                    scores.total_score desc,
                    scores.last_activity_date desc nulls last,
                    scores.lead_id asc,
                    scores.model_id asc
            ) as integer
        ) as list_rank,
        scores.lead_id,
        scores.model_id,
        {{ lead_scoring.day_of([
            'lead_scoring__lead_scores', 'int_lead_scoring__stage_spells',
            'int_lead_scoring__last_answers',
        ]) }} as as_of_date,
        {{ lead_scoring.contact_fields('leads') }},
        scores.stage,
        stages.entered_on,
        stages.entry_number,
        stages.is_announced,
        scores.days_until_exit,
        scores.leaves_mql_on,
        scores.score_class,
        scores.fit_score,
        scores.engagement_score,
        scores.total_score,
        scores.score_change_7d,
        scores.score_trend,
        scores.last_activity_date,
        answers.last_disposition,
        answers.last_disposition_on,
        answers.last_disposition_reason,
        answers.in_work_since,
        scores.priority,
        scores.next_action,
        scores.channel,
        scores.top_positive_reasons,
        scores.top_negative_reasons
    from open_scores as scores
    inner join {{ ref('stg_lead_scoring__leads') }} as leads
        on scores.lead_id = leads.lead_id
    inner join stages
        on scores.lead_id = stages.lead_id
        and scores.model_id = stages.model_id
        and scores.stage = stages.stage
    left join answers on scores.lead_id = answers.lead_id
    where not coalesce(answers.is_kept_off, false)
)

select * from final
