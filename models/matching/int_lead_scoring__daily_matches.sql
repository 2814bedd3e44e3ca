-- How often each id in the events did what on which day: source lead × match_key × day. Blind to
-- points, so a rule that changes its worth, decay or limits matches nothing anew; and to merges and
-- to which leads exist. The key 'any' counts every scored event.
--
-- With lead_scoring__lookback_days only late days and new keys are read again, the rest is taken
-- over from the last run. A row without an id says up to which day a key has been read, and how.
{{ config(materialized='table') }}
{% set actors = var('lead_scoring__scored_actors', []) %}
{% set lookback_days = lead_scoring.lookback_days() %}
{% set last_run = lead_scoring.last_run(['read_with']) if lookback_days is not none else none %}
{% set fields = lead_scoring.event_fields() %}
{% set first_day = "cast('0001-01-01' as date)" %}

with match_keys as (
    select * from {{ ref('int_lead_scoring__match_keys') }}
    where scope = 'event'
),

erased as (
    {{ lead_scoring.erased_leads() }}
),

-- Another reading of the events makes every key a new one.
readings as (
    {{ lead_scoring.event_readings() }}
),

{% if last_run -%}
read_keys as (
    select
        markers.match_key,
        {{ lead_scoring.add_days(
            'least(markers.activity_date, ' ~ lead_scoring.as_of_date() ~ ')', -lookback_days
        ) }} as kept_to
    from {{ last_run }} as markers
    inner join readings on markers.read_with = readings.read_with
    where markers.source_lead_id is null
),
{%- else -%}
read_keys as (
    select
        match_key,
        {{ first_day }} as kept_to
    from match_keys
    where false
),
{%- endif %}

keys as (
    select
        all_keys.match_key,
        coalesce(read_keys.kept_to, {{ first_day }}) as kept_to
    from (
        select match_key from match_keys
        union distinct
        select 'any' as match_key
    ) as all_keys
    left join read_keys on all_keys.match_key = read_keys.match_key
),

{{ lead_scoring.ranked_events(after='(select min(kept_to) from keys)' if last_run else none) }},

events as (
    select
        ranked_events.*,
        cast(ranked_events.occurred_at as date) as occurred_on
    from ranked_events
    left join erased on ranked_events.source_lead_id = erased.lead_id
    where
        ranked_events.row_reason is null
        and ranked_events.copy_number = 1
        and ranked_events.actor in ('{{ actors | join("', '") }}')
        and erased.lead_id is null
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

matches as (
    select
        events.source_lead_id,
        matching_looks.match_key,
        events.occurred_on
    from events
    inner join matching_looks
        on events.event_type = matching_looks.event_type
        {# Equal or both null, in words by which every engine can join with a hash. #}
        {% for field in fields -%}
        {% set name = adapter.quote(field.name) -%}
        {% set nothing = '0' if field.type == 'number' else "''" -%}
        and coalesce(events.{{ name }}, {{ nothing }})
        = coalesce(matching_looks.{{ name }}, {{ nothing }})
        and (events.{{ name }} is null) = (matching_looks.{{ name }} is null)
        {% endfor %}
    union all
    select
        source_lead_id,
        'any' as match_key,
        occurred_on
    from events
),

read_now as (
    select
        matches.source_lead_id,
        matches.match_key,
        matches.occurred_on as activity_date,
        count(*) as occurrences
    from matches
    inner join keys on matches.match_key = keys.match_key
    where matches.occurred_on > keys.kept_to
    group by matches.source_lead_id, matches.match_key, matches.occurred_on
),

final as (
    select
        source_lead_id,
        match_key,
        activity_date,
        occurrences,
        cast(null as {{ dbt.type_string() }}) as read_with
    from read_now
    {% if last_run -%}
    union all
    select
        kept.source_lead_id,
        kept.match_key,
        kept.activity_date,
        kept.occurrences,
        kept.read_with
    from {{ last_run }} as kept
    inner join keys on kept.match_key = keys.match_key
    left join erased on kept.source_lead_id = erased.lead_id
    where
        kept.source_lead_id is not null
        and kept.activity_date <= keys.kept_to
        and erased.lead_id is null
    {% endif -%}
    union all
    select
        cast(null as {{ dbt.type_string() }}) as source_lead_id,
        keys.match_key,
        {{ lead_scoring.as_of_date() }} as activity_date,
        0 as occurrences,
        readings.read_with
    from keys
    cross join readings
)

select * from final
