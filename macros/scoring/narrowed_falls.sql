{#- The falls of `falls` within narrower bounds. A fall is a time in which a lead drops below a
    stage's exit by decay alone, between last_held_on, a day on which it still held, and missed_on,
    one on which it no more did; in between its scores only fall. The macro tries the days that are
    `tried_age` days after the first, an expression of n = 1, 2, 3, and gives a list of CTEs, the
    last of which is `narrowed_falls`. The bounds that a fall came with are its sought_after and
    sought_until: by them, and by the lead's fingerprint, it is known again in the next run. Where a
    day was found on which the score had fallen, a later end of the time changes nothing, as when
    it ends with the as-of date. -#}
{% macro narrowed_falls(falls, tried_age, last_run) -%}
{{ lead_scoring.kept_rows(
    last_run, falls, keys={'stage': 'stage', 'last_held_on': 'sought_after'},
    also='asked.missed_on >= last_run.missed_on and asked.missed_on <= case when'
    ~ ' last_run.missed_on < last_run.sought_until then ' ~ lead_scoring.never()
    ~ ' else last_run.sought_until end'
) }},

falls as (
    select
        *,
        cast({{ dbt.datediff('last_held_on', 'missed_on', 'day') }} as integer) as fall_days
    from new_rows
),

numbers as (
    {{ lead_scoring.numbers(3) }}
),

tried_ages as (
    select cast({{ tried_age }} as integer) as tried_age
    from numbers
    where n > 0
),

tried_days as (
    select
        falls.lead_id,
        falls.model_id,
        falls.stage,
        falls.missed_on,
        {{ lead_scoring.add_days('falls.last_held_on', 'tried_ages.tried_age') }} as as_of_date
    from falls
    inner join tried_ages on falls.fall_days > tried_ages.tried_age
),

tried_dates as (
    select distinct
        lead_id,
        model_id,
        as_of_date
    from tried_days
),

{{ lead_scoring.valued_scores('tried_dates', of_models=true) }},

tried_scores as (
    select
        tried_days.*,
        {{ lead_scoring.reaches_bar('scores', 'stages', 'exit_score') }} as is_held
    from tried_days
    inner join valued_scores as scores
        on tried_days.lead_id = scores.lead_id
        and tried_days.model_id = scores.model_id
        and tried_days.as_of_date = scores.as_of_date
    inner join {{ ref('int_lead_scoring__stage_bars') }} as stages
        on tried_days.model_id = stages.model_id
        and tried_days.stage = stages.stage
),

nearest_days as (
    select
        lead_id,
        model_id,
        stage,
        missed_on,
        max(case when is_held then as_of_date end) as last_held_on,
        min(case when not is_held then as_of_date end) as first_missed_on
    from tried_scores
    group by lead_id, model_id, stage, missed_on
),

narrowed_falls as (
    select
        falls.lead_id,
        falls.model_id,
        falls.stage,
        falls.last_held_on as sought_after,
        falls.missed_on as sought_until,
        coalesce(nearest_days.last_held_on, falls.last_held_on) as last_held_on,
        coalesce(nearest_days.first_missed_on, falls.missed_on) as missed_on,
        falls.fingerprint
    from falls
    left join nearest_days
        on falls.lead_id = nearest_days.lead_id
        and falls.model_id = nearest_days.model_id
        and falls.stage = nearest_days.stage
        and falls.missed_on = nearest_days.missed_on
    {% if last_run -%}
    union all
    select
        lead_id,
        model_id,
        stage,
        sought_after,
        sought_until,
        last_held_on,
        missed_on,
        fingerprint
    from kept_rows
    {% endif -%}
)
{%- endmacro %}
