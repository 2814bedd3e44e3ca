-- Does the score rank? The area under the ROC curve of each scoring model's scores at past cutoffs
-- for a conversion in the outcome window that followed: 0.5 is chance, 1 is perfect.
with scores as (
    select * from {{ ref('int_lead_scoring__cutoff_scores') }}
),

ranked as (
    select
        model_id,
        is_converted,
        {% for score in ['fit_score', 'engagement_score', 'total_score'] -%}
        rank() over (partition by model_id order by {{ score }})
        + (count(*) over (partition by model_id, {{ score }}) - 1) / 2.0 as {{ score }}_rank,
        {% endfor -%}
        lead_id
    from scores
),

final as (
    select
        model_id,
        count(*) as scored_leads,
        sum(case when is_converted then 1 else 0 end) as conversions,
        {{ lead_scoring.auc('fit_score_rank', 'is_converted') }} as fit_score_auc,
        {{ lead_scoring.auc('engagement_score_rank', 'is_converted') }} as engagement_score_auc,
        {{ lead_scoring.auc('total_score_rank', 'is_converted') }} as total_score_auc
    from ranked
    group by model_id
)

select * from final
order by model_id
