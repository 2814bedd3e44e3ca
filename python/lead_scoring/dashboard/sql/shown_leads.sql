-- The leads that are shown by name: the first of a scoring model's MQL list, and those that lack
-- fewest points to be on it.
with mql_list as (
    select * from {{ ref('lead_scoring__mql_list') }}
    where model_id = {{ lead_scoring.text_literal(model_id) }}
),

scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
    where model_id = {{ lead_scoring.text_literal(model_id) }}
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
        cast(row_number() over (order by list_rank) as integer) as shown_rank
    from mql_list
),

below_the_bar as (
    select
        scores.lead_id,
        scores.model_id,
        false as is_on_list,
        cast(
            row_number() over (
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
    where shown_rank <= {{ leads }}
    union all
    select * from below_the_bar
    where shown_rank <= {{ below }}
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
