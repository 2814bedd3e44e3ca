-- The identity that the ledger is for: points add up to the score exactly, for every lead, model
-- and dimension. Scores are subtracted from the sum of points, so a lead without any entry must
-- have scores of 0, and entries without a lead must add up to 0.
with addends as (
    select
        lead_id,
        model_id,
        dimension,
        points
    from {{ ref('lead_scoring__score_ledger') }}
    {%- for dimension in ['fit', 'engagement'] %}
    union all
    select
        lead_id,
        model_id,
        '{{ dimension }}' as dimension,
        -{{ dimension }}_score as points
    from {{ ref('lead_scoring__lead_scores') }}
    {%- endfor %}
)

select
    lead_id,
    model_id,
    dimension,
    sum(points) as difference
from addends
group by lead_id, model_id, dimension
having sum(points) <> 0
