-- Why a lead has its score: its ledger, entry by entry, until the sum is the score. Shows the first
-- of the MQL list; put a lead_id and model_id into `chosen` to ask of another.
with chosen as (
    select
        lead_id,
        model_id
    from {{ ref('lead_scoring__mql_list') }}
    where list_rank = 1
),

ledger as (
    select * from {{ ref('lead_scoring__score_ledger') }}
),

final as (
    select
        ledger.lead_id,
        ledger.model_id,
        ledger.dimension,
        ledger.entry_type,
        ledger.description,
        ledger.counted_occurrences,
        ledger.last_activity_date,
        ledger.points,
        sum(ledger.points) over (
            order by ledger.dimension desc, abs(ledger.points) desc, ledger.description
            rows between unbounded preceding and current row
        ) as score_so_far
    from ledger
    inner join chosen
        on ledger.lead_id = chosen.lead_id
        and ledger.model_id = chosen.model_id
    where ledger.points <> 0
)

select * from final
