-- The rules by which scores were published, kept when they first were: scoring model × fingerprint
-- × filled-in cell. `lead-scoring rules-in-force` writes the CSV files of any day back from it.
{{ config(
    materialized='incremental',
    unique_key=lead_scoring.merge_key([
        'model_id', 'rules_fingerprint', 'file', 'row_key', 'column_name',
    ]),
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}

with cells as (
    select * from {{ ref('int_lead_scoring__rule_cells') }}
),

earlier as (
    {{ lead_scoring.rows_published_before() }}
),

kept as (
    select distinct
        model_id,
        rules_fingerprint
    from earlier
),

published as (
    select
        model_id,
        rules_fingerprint,
        min(published_on) as first_published_on
    from {{ ref('lead_scoring__publications') }}
    group by model_id, rules_fingerprint
),

new_rules as (
    select
        published.model_id,
        published.rules_fingerprint,
        published.first_published_on
    from published
    inner join {{ ref('int_lead_scoring__rules_fingerprints') }} as fingerprints
        on published.model_id = fingerprints.model_id
        and published.rules_fingerprint = fingerprints.rules_fingerprint
    left join kept
        on published.model_id = kept.model_id
        and published.rules_fingerprint = kept.rules_fingerprint
    where kept.model_id is null
),

final as (
    select
        new_rules.model_id,
        new_rules.rules_fingerprint,
        cells.file,
        cells.row_key,
        cells.row_name,
        cells.column_name,
        cells.cell,
        new_rules.first_published_on
    from new_rules
    inner join cells
        on cells.model_id is null
        or new_rules.model_id = cells.model_id
)

select * from final
