{#- The exits of `exits` within narrower bounds. An exit lies in a time in which a lead drops below
    a stage's bar for staying by decay alone, between last_held_on, a day on which it still held the
    stage, and missed_on, one on which it no more did; in between its scores only fall. The macro
    tries the days that are `tried_age` days after the first, an expression of n = 1, 2, 3, and
    gives a list of CTEs, the last of which is `narrowed_exits`.

    An exit is known again in the next run by the lead's fingerprint and by sought_after, the first
    bound that it came with. Where a day was found on which the score had fallen, a later end of the
    time changes nothing, as when it ends with the as-of date; where none was, the end must not lie
    later. That is its stands_until. -#}
{% macro narrowed_exits(exits, tried_age, last_run) -%}
{{ lead_scoring.kept_rows(
    last_run, exits, keys={'stage': 'stage', 'last_held_on': 'sought_after'},
    also='asked.missed_on between last_run.missed_on and last_run.stands_until'
) }},

_ls_exits as (
    select
        *,
        cast({{ lead_scoring.days_between('last_held_on', 'missed_on') }} as integer) as sought_days
    from new_rows
),

_ls_numbers as (
    {{ lead_scoring.numbers(3) }}
),

_ls_tried_ages as (
    select cast({{ tried_age }} as integer) as tried_age
    from _ls_numbers
    where n > 0
),

_ls_tried_days as (
    select
        exits.lead_id,
        exits.model_id,
        exits.stage,
        exits.missed_on,
        {{ lead_scoring.add_days('exits.last_held_on', 'ages.tried_age') }} as as_of_date
    from _ls_exits as exits
    inner join _ls_tried_ages as ages on exits.sought_days > ages.tried_age
),

_ls_tried_dates as (
    select distinct
        lead_id,
        model_id,
        as_of_date
    from _ls_tried_days
),

{{ lead_scoring.valued_scores('_ls_tried_dates') }},

_ls_tried_scores as (
    select
        tried_days.*,
        {{ lead_scoring.reaches_bar('scores', 'stages', 'stay_score') }} as is_held
    from _ls_tried_days as tried_days
    inner join valued_scores as scores
        on tried_days.lead_id = scores.lead_id
        and tried_days.model_id = scores.model_id
        and tried_days.as_of_date = scores.as_of_date
    inner join {{ ref('int_lead_scoring__stages') }} as stages
        on tried_days.model_id = stages.model_id
        and tried_days.stage = stages.stage
),

_ls_nearest_days as (
    select
        lead_id,
        model_id,
        stage,
        missed_on,
        max(case when is_held then as_of_date end) as last_held_on,
        min(case when not is_held then as_of_date end) as first_missed_on
    from _ls_tried_scores
    group by lead_id, model_id, stage, missed_on
),

narrowed_exits as (
    select
        exits.lead_id,
        exits.model_id,
        exits.stage,
        exits.last_held_on as sought_after,
        coalesce(nearest_days.last_held_on, exits.last_held_on) as last_held_on,
        coalesce(nearest_days.first_missed_on, exits.missed_on) as missed_on,
        case
            when nearest_days.first_missed_on is null then exits.missed_on
            else {{ lead_scoring.never() }}
        end as stands_until,
        exits.fingerprint
    from _ls_exits as exits
    left join _ls_nearest_days as nearest_days
        on exits.lead_id = nearest_days.lead_id
        and exits.model_id = nearest_days.model_id
        and exits.stage = nearest_days.stage
        and exits.missed_on = nearest_days.missed_on
    {% if last_run -%}
    union all
    select
        lead_id,
        model_id,
        stage,
        sought_after,
        last_held_on,
        missed_on,
        stands_until,
        fingerprint
    from kept_rows
    {% endif -%}
)
{%- endmacro %}
