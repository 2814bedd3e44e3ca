-- The days beside the score path whose scores tell who is in a stage: lead × model × day. They
-- are the days on which a condition beside the score can change; the eve of each such day and of
-- each day of the path, where decay may have taken a lead below a bar; and, of who may be an MQL
-- today, the days ahead on which anything can change.
with path as (
    select * from {{ ref('int_lead_scoring__score_path') }}
),

stages as (
    select * from {{ ref('int_lead_scoring__stages') }}
),

leads_ahead as (
    select
        scores.lead_id,
        scores.model_id
    from {{ ref('int_lead_scoring__current_scores') }} as scores
    inner join stages on scores.model_id = stages.model_id
    where stages.is_mql_stage and scores.total_score >= stages.stay_score
    union distinct
    select
        lead_id,
        model_id
    from {{ ref('int_lead_scoring__current_entries') }}
    where dimension = 'fast_track'
),

{{ lead_scoring.rising_dates(
    'leads_ahead', until=lead_scoring.look_ahead_date(), after=lead_scoring.as_of_date()
) }},

condition_dates as (
    select
        dates.lead_id,
        dates.model_id,
        dates.as_of_date
    from {{ ref('int_lead_scoring__condition_dates') }} as dates
    left join leads_ahead
        on dates.lead_id = leads_ahead.lead_id
        and dates.model_id = leads_ahead.model_id
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

days as (
    select
        coalesce(path.lead_id, changing_dates.lead_id) as lead_id,
        coalesce(path.model_id, changing_dates.model_id) as model_id,
        coalesce(path.as_of_date, changing_dates.as_of_date) as as_of_date,
        path.total_score,
        path.lead_id is not null as is_on_path,
        changing_dates.lead_id is not null as is_changing
    from path
    full join changing_dates
        on path.lead_id = changing_dates.lead_id
        and path.model_id = changing_dates.model_id
        and path.as_of_date = changing_dates.as_of_date
),

compared_days as (
    select
        *,
        lead(as_of_date) over (
            partition by lead_id, model_id order by as_of_date
        ) as following_date,
        max(total_score) over (
            partition by lead_id, model_id
            order by as_of_date
            rows between unbounded preceding and current row
        ) as highest_score
    from days
),

spans as (
    select
        days.*,
        coalesce(
            days.following_date,
            case
                when leads_ahead.lead_id is null
                    then {{ lead_scoring.add_days(lead_scoring.as_of_date(), 1) }}
                else {{ lead_scoring.add_days(lead_scoring.look_ahead_date(), 1) }}
            end
        ) as next_date
    from compared_days as days
    left join leads_ahead
        on days.lead_id = leads_ahead.lead_id
        and days.model_id = leads_ahead.model_id
),

-- Only who has reached a bar, or may have come by the fast track, can fall below its exit.
eves as (
    select
        spans.lead_id,
        spans.model_id,
        {{ lead_scoring.add_days('spans.next_date', -1) }} as as_of_date
    from spans
    left join stages
        on spans.model_id = stages.model_id
        and spans.total_score >= stages.stay_score
        and (spans.highest_score >= stages.enter_score or stages.has_fast_track)
    where
        {{ lead_scoring.days_between('spans.as_of_date', 'spans.next_date') }} > 1
        and (spans.is_changing or stages.stage is not null)
),

final as (
    select
        lead_id,
        model_id,
        as_of_date
    from days
    where not is_on_path
    union distinct
    select
        lead_id,
        model_id,
        as_of_date
    from eves
)

select * from final
