-- The days beside the score path whose scores tell who is in a stage: lead × model × day. They
-- are the days on which a condition beside the score can change; the eve of each such day and of
-- each day of the path, where decay may have taken a lead below a bar; and, of who may be an MQL
-- today, the days ahead on which anything can change.
with path as (
    select * from {{ ref('int_lead_scoring__score_path') }}
),

stages as (
    select * from {{ ref('int_lead_scoring__stage_bars') }}
),

leads_ahead as (
    select
        scores.lead_id,
        scores.model_id
    from {{ ref('int_lead_scoring__current_scores') }} as scores
    inner join stages on scores.model_id = stages.model_id
    where stages.is_mql_stage and scores.total_score >= stages.exit_score
    union distinct
    select
        lead_id,
        model_id
    from {{ ref('int_lead_scoring__current_entries') }}
    where dimension = 'fast_track' and as_of_date = {{ lead_scoring.as_of_date() }}
),

{{ lead_scoring.rising_dates(
    'leads_ahead', until=lead_scoring.look_ahead_date(), after=lead_scoring.as_of_date()
) }},

condition_dates as (
    select
        dates.lead_id,
        model_leads.model_id,
        dates.as_of_date
    from {{ ref('int_lead_scoring__condition_dates') }} as dates
    inner join {{ ref('int_lead_scoring__model_leads') }} as model_leads
        on dates.lead_id = model_leads.lead_id
    left join leads_ahead
        on model_leads.lead_id = leads_ahead.lead_id
        and model_leads.model_id = leads_ahead.model_id
    where dates.as_of_date <= {{ lead_scoring.as_of_date() }} or leads_ahead.lead_id is not null
),

changing_dates as (
    select
        lead_id,
        model_id,
        as_of_date
    from condition_dates
    union distinct
    select
        lead_id,
        model_id,
        as_of_date
    from rising_dates
),

-- Only who has reached a bar, or may have come by the fast track, can fall below its exit.
highest_scores as (
    select
        lead_id,
        model_id,
        as_of_date,
        total_score,
        max(total_score) over (
            partition by lead_id, model_id
            order by as_of_date
            rows between unbounded preceding and current row
        ) as highest_score
    from path
),

high_dates as (
    select distinct
        scores.lead_id,
        scores.model_id,
        scores.as_of_date
    from highest_scores as scores
    inner join stages
        on scores.model_id = stages.model_id
        and scores.total_score >= stages.exit_score
        and (scores.highest_score >= stages.enter_score or stages.has_fast_track)
),

judged_dates as (
    select
        lead_id,
        model_id,
        as_of_date
    from path
    union distinct
    select
        lead_id,
        model_id,
        as_of_date
    from changing_dates
),

spans as (
    select
        judged_dates.lead_id,
        judged_dates.model_id,
        judged_dates.as_of_date,
        coalesce(
            lead(judged_dates.as_of_date) over (
                partition by judged_dates.lead_id, judged_dates.model_id
                order by judged_dates.as_of_date
            ),
            case
                when leads_ahead.lead_id is null
                    then {{ lead_scoring.add_days(lead_scoring.as_of_date(), 1) }}
                else {{ lead_scoring.add_days(lead_scoring.look_ahead_date(), 1) }}
            end
        ) as next_date
    from judged_dates
    left join leads_ahead
        on judged_dates.lead_id = leads_ahead.lead_id
        and judged_dates.model_id = leads_ahead.model_id
),

eves as (
    select
        spans.lead_id,
        spans.model_id,
        {{ lead_scoring.add_days('spans.next_date', -1) }} as as_of_date
    from spans
    left join high_dates
        on spans.lead_id = high_dates.lead_id
        and spans.model_id = high_dates.model_id
        and spans.as_of_date = high_dates.as_of_date
    left join changing_dates
        on spans.lead_id = changing_dates.lead_id
        and spans.model_id = changing_dates.model_id
        and spans.as_of_date = changing_dates.as_of_date
    where
        {{ dbt.datediff('spans.as_of_date', 'spans.next_date', 'day') }} > 1
        and (high_dates.lead_id is not null or changing_dates.lead_id is not null)
),

final as (
    select
        lead_id,
        model_id,
        as_of_date
    from changing_dates
    union distinct
    select
        lead_id,
        model_id,
        as_of_date
    from eves
)

select * from final
