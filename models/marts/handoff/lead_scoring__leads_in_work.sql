-- On whom sales is at work, and on whom for too long: the MQLs of the live scoring models that have
-- not converted and that sales accepted or contacted without an end since.
with scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
    where model_status = 'live' and is_mql
),

conversions as (
    select * from {{ ref('stg_lead_scoring__conversions') }}
),

answers as (
    select * from {{ ref('int_lead_scoring__last_answers') }}
    where in_work_since is not null
),

final as (
    select
        cast(
            row_number() over (
                order by
                    answers.in_work_since asc,
                    scores.total_score desc,
                    scores.lead_id asc,
                    scores.model_id asc
            ) as integer
        ) as work_rank,
        scores.lead_id,
        scores.model_id,
        {{ lead_scoring.day_of([
            'lead_scoring__lead_scores', 'int_lead_scoring__last_answers',
        ]) }} as as_of_date,
        {{ lead_scoring.contact_fields('leads') }},
        answers.in_work_since,
        cast(
            {{ lead_scoring.days_between('answers.in_work_since', lead_scoring.as_of_date()) }}
            as integer
        ) as days_in_work,
        not answers.is_kept_off as is_overdue,
        answers.last_disposition,
        answers.last_disposition_on,
        answers.last_disposition_reason,
        scores.stage,
        scores.score_class,
        scores.total_score,
        scores.top_positive_reasons,
        scores.top_negative_reasons
    from scores
    inner join answers on scores.lead_id = answers.lead_id
    inner join {{ ref('stg_lead_scoring__leads') }} as leads
        on scores.lead_id = leads.lead_id
    left join conversions on scores.lead_id = conversions.lead_id
    where conversions.lead_id is null
)

select * from final
