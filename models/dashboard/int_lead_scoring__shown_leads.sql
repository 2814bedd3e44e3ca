-- The leads that the dashboard may show by name: the first of the MQL list, and those that lack
-- fewest points to be on it. A view: it costs nothing until a dashboard is written.
with mql_list as (
    select * from {{ ref('lead_scoring__mql_list') }}
),

scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
),

leads as (
    select * from {{ ref('stg_lead_scoring__leads') }}
),

conversions as (
    select * from {{ ref('stg_lead_scoring__conversions') }}
),

listed as (
    select
        lead_id,
        model_id,
        true as is_on_list,
        cast(
            row_number() over (partition by model_id order by list_rank) as integer
        ) as shown_rank
    from mql_list
),

below_the_bar as (
    select
        scores.lead_id,
        scores.model_id,
        false as is_on_list,
        cast(
            row_number() over (
                partition by scores.model_id
                order by
                    scores.points_to_mql asc,
                    scores.total_score desc,
                    scores.lead_id asc
            ) as integer
        ) as shown_rank
    from scores
    left join conversions on scores.lead_id = conversions.lead_id
    where scores.points_to_mql is not null and conversions.lead_id is null
),

shown as (
    select * from listed
    where shown_rank <= 500
    union all
    select * from below_the_bar
    where shown_rank <= 50
),

final as (
    select
        shown.lead_id,
        shown.model_id,
        shown.is_on_list,
        shown.shown_rank,
        leads.created_on,
        {{ lead_scoring.contact_fields('leads') }}
    from shown
    inner join leads on shown.lead_id = leads.lead_id
)

select * from final
