-- How many rows each id has in the events, of which kind, and whether they can be used: source lead
-- × row_reason × event_type × is_scored × counted_on. Blind to merges and to which leads exist.
--
-- With lead_scoring__lookback_days only late days are counted anew. The days that no later run will
-- read stand as one, the last of them, closed_to; the rest is taken over from the last run, unless
-- that one read the events otherwise or had closed more days.
{{ config(materialized='table') }}
{% set actors = var('lead_scoring__scored_actors', []) %}
{% set lookback_days = lead_scoring.lookback_days() %}
{% set last_run = lead_scoring.last_run(['read_with']) if lookback_days is not none else none %}
{% set closed_to = lead_scoring.add_days(lead_scoring.as_of_date(), -(lookback_days or 0)) %}

with readings as (
    {{ lead_scoring.event_readings(settings=[lookback_days]) }}
),

erased as (
    {{ lead_scoring.erased_leads() }}
),

{% if last_run -%}
last_closed as (
    select coalesce(max(last_run.closed_to), cast('0001-01-01' as date)) as closed_to
    from {{ last_run }} as last_run
    inner join readings on last_run.read_with = readings.read_with
    where last_run.closed_to <= {{ closed_to }}
),

{% endif -%}
{{ lead_scoring.ranked_events(
    after='(select closed_to from last_closed)' if last_run else none, with_undated=true
) }},

rows_read as (
    select
        source_lead_id,
        coalesce(row_reason, case when copy_number > 1 then 'duplicate' end) as row_reason,
        event_type,
        actor in ('{{ actors | join("', '") }}') as is_scored,
        cast(occurred_at as date) as occurred_on
    from ranked_events
),

counts as (
    select
        source_lead_id,
        row_reason,
        event_type,
        is_scored,
        case
            when occurred_on <= {{ closed_to }} then {{ closed_to }} else occurred_on
        end as counted_on,
        count(*) as events,
        max(occurred_on) as last_event_date
    from rows_read
    group by
        source_lead_id,
        row_reason,
        event_type,
        is_scored,
        case
            when occurred_on <= {{ closed_to }} then {{ closed_to }} else occurred_on
        end
    {% if last_run -%}
    union all
    select
        last_run.source_lead_id,
        last_run.row_reason,
        last_run.event_type,
        last_run.is_scored,
        case
            when last_run.counted_on <= {{ closed_to }} then {{ closed_to }}
            else last_run.counted_on
        end as counted_on,
        last_run.events,
        last_run.last_event_date
    from {{ last_run }} as last_run
    inner join last_closed on last_run.counted_on <= last_closed.closed_to
    {%- endif %}
),

final as (
    select
        counts.source_lead_id,
        counts.row_reason,
        counts.event_type,
        counts.is_scored,
        counts.counted_on,
        cast(sum(counts.events) as bigint) as events,
        max(counts.last_event_date) as last_event_date,
        {{ closed_to }} as closed_to,
        max(readings.read_with) as read_with
    from counts
    cross join readings
    left join erased on counts.source_lead_id = erased.lead_id
    where erased.lead_id is null
    group by
        counts.source_lead_id,
        counts.row_reason,
        counts.event_type,
        counts.is_scored,
        counts.counted_on
)

select * from final
