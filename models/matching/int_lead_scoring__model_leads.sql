-- Which leads belong to the audience of which scoring model: lead × model.
with models as (
    select * from {{ ref('int_lead_scoring__models') }}
),

everyone as (
    select
        leads.lead_id,
        models.model_id
    from {{ ref('stg_lead_scoring__leads') }} as leads
    cross join models
    where models.audience_match_key is null
),

audiences as (
    select
        matches.lead_id,
        models.model_id
    from models
    inner join {{ ref('int_lead_scoring__attribute_matches') }} as matches
        on models.audience_match_key = matches.match_key
        and {{ lead_scoring.is_valid_on(lead_scoring.as_of_date(), 'matches') }}
),

final as (
    select * from everyone
    union all
    select * from audiences
)

select * from final
