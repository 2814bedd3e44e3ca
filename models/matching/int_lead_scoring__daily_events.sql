-- What each id in the events did on which day: source lead × row_reason × first lead × event_type ×
-- is_scored × match_set × day. The only reading of the events: a row stands for all events of a day
-- that are of one kind. Blind to points, so a rule that changes its worth, decay or limits reads
-- nothing anew; and to merges and to which leads exist.
--
-- A match set stands for all the match keys that an event meets. Which these are is said by rows of
-- their own with a match_key. Those without a set say up to which day a key, or 'any', was read.
--
-- With lead_scoring__lookback_days only late days are read again and the rest is taken over from
-- the last run, unless that one read the events otherwise or did not look for one of the keys.
{{ config(materialized='table') }}
{% set actors = var('lead_scoring__scored_actors', []) %}
{% set lookback_days = lead_scoring.lookback_days() %}
{% set last_run = lead_scoring.last_run(['read_with', 'first_lead_id'])
    if lookback_days is not none else none %}
{% set fields = lead_scoring.event_fields() %}

with match_keys as (
    select * from {{ ref('int_lead_scoring__match_keys') }}
    where scope = 'event'
),

readings as (
    {{ lead_scoring.event_readings() }}
),

keys as (
    select match_key from match_keys
    union distinct
    select 'any' as match_key
),

{% if last_run -%}
last_reads as (
    select
        last_run.match_key,
        {{ lead_scoring.add_days(
            'least(last_run.activity_date, ' ~ lead_scoring.as_of_date() ~ ')', -lookback_days
        ) }} as kept_to
    from {{ last_run }} as last_run
    inner join readings on last_run.read_with = readings.read_with
    where last_run.match_key is not null and last_run.match_set is null
),

kept_days as (
    select
        case
            when count(*) = count(last_reads.kept_to) then min(last_reads.kept_to)
            else cast('0001-01-01' as date)
        end as kept_to
    from keys
    left join last_reads on keys.match_key = last_reads.match_key
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
        ranked_events.{{ adapter.quote(field.name) }},
        {% endfor -%}
        cast(ranked_events.occurred_at as date) as activity_date
    from ranked_events
),

-- Conditions ask for an event's type and properties, which many events have in common: each such
-- look is tried once, so that hundreds of rules cost little more than one.
looks as (
    select distinct
        {% for field in fields -%}
        {{ adapter.quote(field.name) }},
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
        {{ adapter.quote(field.name) }},
        {% endfor -%}
        event_type,
        {{ lead_scoring.row_set_hash(['match_key']) }} as match_set
    from matching_looks
    group by
        {% for field in fields -%}
        {{ adapter.quote(field.name) }},
        {% endfor -%}
        event_type
),

-- One look of a set tells which match keys it stands for.
numbered_looks as (
    select
        *,
        row_number() over (
            partition by match_set
            order by
                {% for field in fields -%}
                {{ adapter.quote(field.name) }},
                {% endfor -%}
                event_type
        ) as look_number
    from looks_with_set
),

match_sets as (
    select
        looks.match_set,
        matching_looks.match_key
    from matching_looks
    inner join numbered_looks as looks
        on {{ lead_scoring._is_same_look('matching_looks', 'looks') }}
        and looks.look_number = 1
    {% if last_run -%}
    union distinct
    select
        last_run.match_set,
        last_run.match_key
    from {{ last_run }} as last_run
    inner join keys on last_run.match_key = keys.match_key
    where last_run.match_set is not null
    {%- endif %}
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
    where last_run.match_key is null and erased.lead_id is null
    {%- endif %}
),

described as (
    select * from match_sets
    union all
    select
        cast(null as {{ dbt.type_string() }}) as match_set,
        match_key
    from keys
),

final as (
    select
        source_lead_id,
        first_lead_id,
        row_reason,
        event_type,
        is_scored,
        match_set,
        activity_date,
        occurrences,
        cast(null as {{ dbt.type_string() }}) as match_key,
        cast(null as {{ dbt.type_string() }}) as read_with
    from counted
    union all
    select
        cast(null as {{ dbt.type_string() }}) as source_lead_id,
        cast(null as {{ dbt.type_string() }}) as first_lead_id,
        cast(null as {{ dbt.type_string() }}) as row_reason,
        cast(null as {{ dbt.type_string() }}) as event_type,
        cast(null as {{ dbt.type_boolean() }}) as is_scored,
        described.match_set,
        {{ lead_scoring.as_of_date() }} as activity_date,
        0 as occurrences,
        described.match_key,
        readings.read_with
    from described
    cross join readings
)

select * from final
