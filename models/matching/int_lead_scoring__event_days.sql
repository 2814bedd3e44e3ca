-- What each id in the events did on which day: source lead × row_reason × first lead × event_type ×
-- is_scored × match_set × day. The only reading of the events: a row stands for all events of a day
-- that are of one kind. Blind to points, so a rule that changes its worth, decay or limits reads
-- nothing anew; and to merges and to which leads exist.
--
-- A match set names all the match keys that an event meets, shortened and in the order of the
-- alphabet: |4f1c…|a07b…|.
--
-- With lead_scoring__lookback_days only late days are read again and the rest is taken over from
-- the last run, unless that one read the events otherwise or looked for other keys. Each row says
-- how it was read, so nothing can be taken over that a run left half done.
-- depends_on: {{ ref('int_lead_scoring__config_gate') }}
{{ config(materialized='table') }}
{%- set actors = lead_scoring.setting('scored_actors') %}
{%- set lookback_days = lead_scoring.lookback_days() %}
{%- set last_run = lead_scoring.last_run() if lookback_days is not none else none %}
{%- set fields = lead_scoring.event_fields() %}

with match_keys as (
    select * from {{ ref('int_lead_scoring__match_keys') }}
    where scope = 'event'
),

readings as (
    {{ lead_scoring.event_readings() }}
),

{% if last_run -%}
kept_days as (
    select
        case
            when max(last_run.read_until) is null then cast('0001-01-01' as date)
            else {{ lead_scoring.add_days(
                'least(max(last_run.read_until), ' ~ lead_scoring.as_of_date() ~ ')', -lookback_days
            ) }}
        end as kept_to
    from {{ last_run }} as last_run
    inner join readings on last_run.read_with = readings.read_with
),

{% endif -%}
{{ lead_scoring.ranked_events(
    after='(select kept_to from kept_days)' if last_run else none, with_undated=true
) }},

events as (
    select
        ranked_events.source_lead_id,
        ranked_events.first_lead_id,
        coalesce(ranked_events.row_reason, ranked_events.copy_reason) as row_reason,
        ranked_events.event_type,
        ranked_events.actor in ('{{ actors | join("', '") }}') as is_scored,
        {% for field in fields -%}
        ranked_events.{{ field.column }},
        {% endfor -%}
        cast(ranked_events.occurred_at as date) as activity_date
    from ranked_events
),

-- Conditions ask for an event's type and properties, which many events have in common: each such
-- look is tried once, so that hundreds of rules cost little more than one.
looks as (
    select distinct
        {% for field in fields -%}
        {{ field.column }},
        {% endfor -%}
        event_type
    from events
    where row_reason is null and is_scored
),

candidates as (
    select
        looks.*,
        match_keys.match_key,
        {{ lead_scoring.condition_values(fields, 'looks', 'match_keys') }}
    from looks
    inner join match_keys on looks.event_type = match_keys.event_type
),

matching_looks as (
    select *
    from candidates
    where {{ lead_scoring.all_conditions_hold() }}
),

looks_with_set as (
    select
        {% for field in fields -%}
        {{ field.column }},
        {% endfor -%}
        event_type,
        '|' || {{ lead_scoring.list_text(
            lead_scoring.short_match_key(), '|', lead_scoring.short_match_key()
        ) }} || '|' as match_set
    from matching_looks
    group by
        {% for field in fields -%}
        {{ field.column }},
        {% endfor -%}
        event_type
),

read_now as (
    select
        events.source_lead_id,
        events.first_lead_id,
        events.row_reason,
        events.event_type,
        events.is_scored,
        looks.match_set,
        events.activity_date,
        count(*) as occurrences
    from events
    left join looks_with_set as looks
        on {{ lead_scoring._is_same_look('events', 'looks') }}
        and events.row_reason is null
        and events.is_scored
    group by
        events.source_lead_id,
        events.first_lead_id,
        events.row_reason,
        events.event_type,
        events.is_scored,
        looks.match_set,
        events.activity_date
),

counted as (
    select * from read_now
    {% if last_run -%}
    union all
    select
        last_run.source_lead_id,
        case when erased_firsts.lead_id is null then last_run.first_lead_id end as first_lead_id,
        last_run.row_reason,
        last_run.event_type,
        last_run.is_scored,
        last_run.match_set,
        last_run.activity_date,
        last_run.occurrences
    from {{ last_run }} as last_run
    inner join kept_days on last_run.activity_date <= kept_days.kept_to
    left join erased on last_run.source_lead_id = erased.lead_id
    left join erased as erased_firsts on last_run.first_lead_id = erased_firsts.lead_id
    where erased.lead_id is null
    {%- endif %}
),

final as (
    select
        counted.source_lead_id,
        counted.first_lead_id,
        counted.row_reason,
        counted.event_type,
        counted.is_scored,
        counted.match_set,
        counted.activity_date,
        counted.occurrences,
        readings.read_with,
        {{ lead_scoring.as_of_date() }} as read_until
    from counted
    cross join readings
)

select * from final
