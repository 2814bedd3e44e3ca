-- What the scores, and two baselines that need no rules, said of open leads at past cutoffs, and
-- what became of them: lead × model × cutoff. The higher the score, the sooner one would call.
-- Holds the only definition of the samples on which ranking is judged.
{% set outcome_days = var('lead_scoring__outcome_days', 90) | int %}
{% set known_until = lead_scoring.add_days(lead_scoring.as_of_date(), -outcome_days) %}
{% set train_share = 1 - (var('lead_scoring__validation_share', 0.3) | float) %}

with cutoff_scores as (
    select
        scores.*,
        holdout.lead_id is not null as is_held_out
    from {{ ref('int_lead_scoring__cutoff_scores') }} as scores
    left join {{ ref('stg_lead_scoring__holdout') }} as holdout
        on scores.lead_id = holdout.lead_id and holdout.rejection_reason is null
    -- After later cutoffs outcomes are still coming in.
    where scores.cutoff_date <= {{ known_until }}
),

cutoffs as (
    select * from {{ ref('int_lead_scoring__cutoff_dates') }}
    where cutoff_date <= {{ known_until }}
),

leads as (
    select * from {{ ref('stg_lead_scoring__leads') }}
),

activity as (
    select * from {{ ref('int_lead_scoring__active_days') }}
),

event_counts as (
    select
        cutoffs.lead_id,
        cutoffs.cutoff_date,
        sum(activity.occurrences) as event_count
    from cutoffs
    inner join activity
        on cutoffs.lead_id = activity.lead_id
        and cutoffs.cutoff_date >= activity.activity_date
    group by cutoffs.lead_id, cutoffs.cutoff_date
),

-- Older cutoffs train, the newest validate: all leads of one day stay together.
days as (
    select
        model_id,
        cutoff_date,
        sum(case when is_held_out then 0 else 1 end) as leads
    from cutoff_scores
    group by model_id, cutoff_date
),

cumulated_days as (
    select
        model_id,
        cutoff_date,
        sum(leads) over (
            partition by model_id
            order by cutoff_date
            rows between unbounded preceding and current row
        ) - leads as earlier_leads,
        sum(leads) over (partition by model_id) as all_leads
    from days
),

final as (
    select
        cutoff_scores.lead_id,
        cutoff_scores.model_id,
        cutoff_scores.cutoff_date,
        case
            when cutoff_scores.is_held_out then 'holdout'
            when days.earlier_leads < {{ train_share }} * days.all_leads then 'train'
            else 'validation'
        end as sample,
        cutoff_scores.is_converted,
        cutoff_scores.total_score,
        cutoff_scores.fit_score,
        cutoff_scores.engagement_score,
        cast(
            -{{ dbt.datediff('leads.created_on', 'cutoff_scores.cutoff_date', 'day') }}
            as {{ lead_scoring.type_points() }}
        ) as newest_first,
        cast(coalesce(event_counts.event_count, 0) as {{ lead_scoring.type_points() }})
            as event_count
    from cutoff_scores
    inner join cumulated_days as days
        on cutoff_scores.model_id = days.model_id
        and cutoff_scores.cutoff_date = days.cutoff_date
    inner join leads on cutoff_scores.lead_id = leads.lead_id
    left join event_counts
        on cutoff_scores.lead_id = event_counts.lead_id
        and cutoff_scores.cutoff_date = event_counts.cutoff_date
)

select * from final
