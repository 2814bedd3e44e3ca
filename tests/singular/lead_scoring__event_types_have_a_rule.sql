-- About your rules and data: more than a tenth of the events that scores see are of types that no
-- rule asks for. They are here with their number; lead_scoring__event_type_coverage has all types.
{{ config(severity='warn', tags=['lead_scoring_weekly']) }}
with event_types as (
    select
        *,
        sum(events) over () as all_events,
        sum(case when is_unscored then events else 0 end) over () as unscored_events
    from {{ ref('lead_scoring__event_type_coverage') }}
)

select
    event_type,
    events,
    'no rule asks for events of the type ' || event_type
    || ': look into lead_scoring__event_type_coverage, and name the type in a rule or in the file'
    || ' of event types' as sentence
from event_types
where is_unscored and unscored_events > 0.1 * all_events
