-- What the scores, and two baselines that need no rules, said of open leads at past cutoffs, and
-- what became of them: lead × model × cutoff. The higher the score, the sooner one would call.
-- Holds the only definition of the samples on which ranking is judged; after the latest cutoffs
-- outcomes are still coming in, and leads are of no sample yet.
{%- set outcome_days = lead_scoring.setting('outcome_days') %}
{%- set known_until = lead_scoring.add_days(lead_scoring.as_of_date(), -outcome_days) %}
{%- set has_holdout = lead_scoring.input_relation('holdout', required=false) %}
{%- set train_share = 1 - lead_scoring.setting('validation_share') %}

with {{ lead_scoring.cutoff_dates() }},

cutoffs as (
    select
        cutoff_dates.lead_id,
        model_leads.model_id,
        cutoff_dates.cutoff_date,
        cutoff_dates.cutoff_date <= {{ known_until }} as is_known,
        {{ 'holdout.lead_id is not null' if has_holdout else 'false' }} as is_held_out
    from cutoff_dates
    inner join {{ ref('int_lead_scoring__model_leads') }} as model_leads
        on cutoff_dates.lead_id = model_leads.lead_id
    {% if has_holdout -%}
    left join {{ ref('stg_lead_scoring__holdout') }} as holdout
        on cutoff_dates.lead_id = holdout.lead_id and holdout.rejection_reason is null
    {%- endif %}
),

entries as (
    select * from {{ ref('int_lead_scoring__cutoff_entries') }}
),

leads as (
    select * from {{ ref('stg_lead_scoring__leads') }}
),

conversions as (
    select * from {{ ref('stg_lead_scoring__conversions') }}
),

scores as (
    select
        cutoffs.lead_id,
        cutoffs.model_id,
        cutoffs.cutoff_date,
        cutoffs.is_known,
        cutoffs.is_held_out,
        {{ lead_scoring.dimension_scores('entries') }}
    from cutoffs
    left join entries
        on cutoffs.lead_id = entries.lead_id
        and cutoffs.model_id = entries.model_id
        and cutoffs.cutoff_date = entries.cutoff_date
    group by
        cutoffs.lead_id, cutoffs.model_id, cutoffs.cutoff_date, cutoffs.is_known,
        cutoffs.is_held_out
),

event_counts as (
    select
        cutoff_dates.lead_id,
        cutoff_dates.cutoff_date,
        sum(activity.occurrences) as event_count
    from cutoff_dates
    inner join {{ ref('int_lead_scoring__active_days') }} as activity
        on cutoff_dates.lead_id = activity.lead_id
        and cutoff_dates.cutoff_date >= activity.activity_date
    where cutoff_dates.cutoff_date <= {{ known_until }}
    group by cutoff_dates.lead_id, cutoff_dates.cutoff_date
),

-- Older cutoffs train, the newest validate: all leads of one day stay together.
days as (
    select
        model_id,
        cutoff_date,
        sum(case when is_held_out then 0 else 1 end) as leads
    from cutoffs
    where is_known
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
        scores.lead_id,
        scores.model_id,
        scores.cutoff_date,
        case
            when not scores.is_known then null
            when scores.is_held_out then 'holdout'
            when cutoff_days.earlier_leads < {{ train_share }} * cutoff_days.all_leads then 'train'
            else 'validation'
        end as sample,
        coalesce(
            {{ lead_scoring.days_between('scores.cutoff_date', 'conversions.converted_on') }}
            <= {{ outcome_days }}, false
        ) as is_converted,
        scores.total_score,
        scores.fit_score,
        scores.engagement_score,
        cast(
            -{{ lead_scoring.days_between('leads.created_on', 'scores.cutoff_date') }}
            as {{ lead_scoring.type_points() }}
        ) as newest_first,
        cast(
            case when scores.is_known then coalesce(event_counts.event_count, 0) end
            as {{ lead_scoring.type_points() }}
        ) as event_count,
        {{ lead_scoring.day_of(['int_lead_scoring__config_gate']) }} as as_of_date
    from scores
    inner join leads on scores.lead_id = leads.lead_id
    left join conversions on scores.lead_id = conversions.lead_id
    left join cumulated_days as cutoff_days
        on scores.model_id = cutoff_days.model_id
        and scores.cutoff_date = cutoff_days.cutoff_date
    left join event_counts
        on scores.lead_id = event_counts.lead_id
        and scores.cutoff_date = event_counts.cutoff_date
)

select * from final
