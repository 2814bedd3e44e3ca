-- The days on which sales gave a lead back and its engagement starts anew, for the scoring models
-- that want it: lead × model × day.
{{ config(materialized=lead_scoring.small_step()) }}

with recycles as (
    select distinct
        lead_id,
        cast(disposed_at as date) as reset_on
    from {{ ref('stg_lead_scoring__dispositions') }}
    where rejection_reason is null and disposition = 'recycled'
),

models as (
    select * from {{ ref('int_lead_scoring__models') }}
    where reset_on_recycle
),

final as (
    select
        recycles.lead_id,
        models.model_id,
        recycles.reset_on
    from recycles
    cross join models
)

select * from final
