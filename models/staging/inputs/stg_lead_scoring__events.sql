-- One row an event_id: what happened, to whom, when, and by whose doing. For people and tests, and
-- a view on every engine, as what it reads.
{{ config(materialized='view') }}

select
    event_id,
    lead_id,
    event_type,
    actor,
    {% for property in lead_scoring.event_fields() -%}
    {{ property.column }},
    {% endfor -%}
    occurred_at,
    cast(occurred_at as date) as occurred_on
from {{ ref('base_lead_scoring__events') }}
where rejection_reason is null
