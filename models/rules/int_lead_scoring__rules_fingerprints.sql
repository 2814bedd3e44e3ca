-- One row a scoring model that is scored, with a hash of all that makes its scores but the data:
-- its rows of the analyst's files in whatever order, the reference lists and the vars.
with models as (
    select * from {{ ref('int_lead_scoring__models') }}
),

rule_rows as (
    select distinct
        models.model_id,
        cells.file,
        cells.row_key
    from models
    inner join {{ ref('int_lead_scoring__rule_cells') }} as cells
        on cells.model_id is null
        or models.model_id = cells.model_id
),

-- File by file, because engines bound the length of a text that they join together.
file_hashes as (
    select
        model_id,
        file,
        {{ dbt.hash(lead_scoring.list_text('row_key', '', 'row_key')) }} as file_hash
    from rule_rows
    group by model_id, file
),

fingerprints as (
    select
        model_id,
        {{ dbt.hash(lead_scoring.list_text("file || ':' || file_hash", ' ', 'file')) }}
            as rules_fingerprint
    from file_hashes
    group by model_id
),

final as (
    select
        models.model_id,
        models.model_version,
        models.status,
        fingerprints.rules_fingerprint
    from models
    inner join fingerprints on models.model_id = fingerprints.model_id
)

select * from final
