-- Why sales rejected MQLs: model × class × month of creation × reason.
with rejected_leads as (
    select
        model_id,
        score_class,
        created_month,
        rejected_reason as reason
    from {{ ref('lead_scoring__lead_journeys') }}
    where is_rejected
),

classes as (
    select * from rejected_leads
    union all
    select
        model_id,
        'all' as score_class,
        created_month,
        reason
    from rejected_leads
),

reasons as (
    select
        model_id,
        score_class,
        created_month,
        reason,
        count(*) as rejected
    from classes
    group by model_id, score_class, created_month, reason
),

final as (
    select
        model_id,
        score_class,
        created_month,
        reason,
        cast(rejected as bigint) as rejected,
        {{ lead_scoring.ratio(
            'rejected', 'sum(rejected) over (partition by model_id, score_class, created_month)'
        ) }} as share_of_rejected,
        {{ lead_scoring.day_of(['lead_scoring__lead_journeys']) }} as as_of_date
    from reasons
)

select * from final
