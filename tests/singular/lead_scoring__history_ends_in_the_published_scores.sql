-- The latest rows of the history are what is published now, but for scores that have moved by less
-- than lead_scoring__history_min_change. Nothing is held against a build for an earlier day.
{% set min_change = lead_scoring.setting('history_min_change') %}
with scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
    where as_of_date = (
        select max(publications.published_on)
        from {{ ref('lead_scoring__publications') }} as publications
    )
),

numbered as (
    select
        *,
        row_number() over (partition by lead_id, model_id order by change_number desc) as age
    from {{ ref('lead_scoring__score_history') }}
)

select
    scores.lead_id,
    scores.model_id
from scores
left join numbered as history
    on scores.lead_id = history.lead_id
    and scores.model_id = history.model_id
    and history.age = 1
where
    coalesce(history.change_kind, 'gone') = 'gone'
    or coalesce(scores.score_class, '') <> coalesce(history.score_class, '')
    or coalesce(scores.stage, '') <> coalesce(history.stage, '')
    or scores.is_mql <> history.is_mql
    or scores.is_disqualified <> history.is_disqualified
    {%- if min_change is not none %}
    or abs(scores.total_score - history.total_score) > {{ min_change }}
    {%- endif %}
