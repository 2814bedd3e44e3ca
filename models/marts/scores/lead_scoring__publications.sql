-- Which scoring models were published on which day under which rules: publication × scoring model.
-- A run adds a publication when the day or the rules are not those of the last one. It adds none
-- for an earlier day: scores of the past can be looked at without rewriting what was published.
{{ config(
    materialized='incremental',
    unique_key=lead_scoring.merge_key(['publication_number', 'model_id']),
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}

with fingerprints as (
    select * from {{ ref('int_lead_scoring__rules_fingerprints') }}
),

built as (
    select {{ lead_scoring.day_of(['lead_scoring__lead_scores']) }} as published_on
),

earlier as (
    {{ lead_scoring.rows_published_before() }}
),

last_numbers as (
    select
        coalesce(max(publication_number), 0) as publication_number,
        max(published_on) as published_on
    from earlier
),

last_models as (
    select
        earlier.model_id,
        earlier.rules_fingerprint
    from earlier
    inner join last_numbers on earlier.publication_number = last_numbers.publication_number
),

differences as (
    select count(*) as models_that_differ
    from fingerprints
    full join last_models
        on fingerprints.model_id = last_models.model_id
        and fingerprints.rules_fingerprint = last_models.rules_fingerprint
    where fingerprints.model_id is null or last_models.model_id is null
),

final as (
    select
        last_numbers.publication_number + 1 as publication_number,
        built.published_on,
        fingerprints.model_id,
        fingerprints.model_version,
        fingerprints.status as model_status,
        fingerprints.rules_fingerprint
    from fingerprints
    cross join built
    cross join last_numbers
    cross join differences
    where
        last_numbers.published_on is null
        or built.published_on > last_numbers.published_on
        or (
            built.published_on = last_numbers.published_on
            and differences.models_that_differ > 0
        )
)

select * from final
