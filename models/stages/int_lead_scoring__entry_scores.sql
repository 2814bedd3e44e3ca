-- A lead's scores, grade and class at the end of a day on which it entered a stage, with the three
-- largest gains in words: lead × model × day.
{{ config(materialized=lead_scoring.small_step()) }}

with ledger as (
    select * from {{ ref('int_lead_scoring__entry_ledger') }}
),

days as (
    select distinct
        lead_id,
        model_id,
        entered_on as as_of_date
    from {{ ref('int_lead_scoring__stage_spells') }}
    where entered_on <= {{ lead_scoring.as_of_date() }}
),

scores as (
    select
        days.lead_id,
        days.model_id,
        days.as_of_date,
        {{ lead_scoring.dimension_scores('ledger') }}
    from days
    left join ledger
        on days.lead_id = ledger.lead_id
        and days.model_id = ledger.model_id
        and days.as_of_date = ledger.as_of_date
    group by days.lead_id, days.model_id, days.as_of_date
),

{{ lead_scoring.graded_scores('scores') }},

gains as (
    select
        ledger.lead_id,
        ledger.model_id,
        ledger.as_of_date,
        ledger.rule_id,
        ledger.points,
        ledger.occurrences,
        ledger.last_activity_date,
        rules.description
    from ledger
    inner join {{ ref('int_lead_scoring__rule_wording') }} as rules
        on ledger.model_id = rules.model_id
        and ledger.rule_id = rules.rule_id
    -- Less than 0.05 would be worded as +0.
    where ledger.points >= 0.05
),

numbered_gains as (
    select
        gains.lead_id,
        gains.model_id,
        gains.as_of_date,
        {{ lead_scoring.reason_text('gains') }} as reason,
        row_number() over (
            partition by gains.lead_id, gains.model_id, gains.as_of_date
            order by gains.points desc, gains.last_activity_date desc nulls last, gains.rule_id asc
        ) as reason_number
    from gains
),

reasons as (
    select
        lead_id,
        model_id,
        as_of_date,
        {{ lead_scoring.first_three_texts('reason', 'reason_number') }} as top_reasons
    from numbered_gains
    where reason_number <= 3
    group by lead_id, model_id, as_of_date
),

final as (
    select
        graded_scores.lead_id,
        graded_scores.model_id,
        graded_scores.as_of_date,
        graded_scores.fit_score,
        graded_scores.engagement_score,
        graded_scores.total_score,
        graded_scores.fit_grade,
        graded_scores.engagement_band,
        graded_scores.score_class,
        reasons.top_reasons
    from graded_scores
    left join reasons
        on graded_scores.lead_id = reasons.lead_id
        and graded_scores.model_id = reasons.model_id
        and graded_scores.as_of_date = reasons.as_of_date
)

select * from final
