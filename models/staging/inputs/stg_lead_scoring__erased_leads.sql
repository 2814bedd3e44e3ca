-- All ids of erased persons: one row an id. Ephemeral, so that no relation lists them.
{{ config(materialized='ephemeral') }}

{{ lead_scoring.erased_leads() }}
