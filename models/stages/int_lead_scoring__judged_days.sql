-- Whether a lead would enter a stage, and whether it may stay, on each day that can decide it:
-- lead × model × stage × day, from the first day on which the lead enters the stage, with what is
-- judged next.
with scores as (
    {%- for relation in ['int_lead_scoring__score_path', 'int_lead_scoring__stage_scores'] %}
    select
        lead_id,
        model_id,
        as_of_date,
        fit_score,
        engagement_score,
        total_score
    from {{ ref(relation) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

compared as (
    select
        scores.lead_id,
        scores.model_id,
        stages.stage,
        scores.as_of_date,
        {# An unknown grade is no grade: it meets no minimum. #}
        stages.min_fit_grade is null or coalesce(coverage.is_covered, true) as is_gradable,
        {{ lead_scoring.reaches_bar('scores', 'stages', 'enter_score') }} as can_enter,
        {{ lead_scoring.reaches_bar('scores', 'stages', 'stay_score') }} as can_stay,
        coalesce(conditions.is_disqualified or conditions.lacks_requirement, false) as is_barred,
        coalesce(conditions.is_fast_tracked, false) as is_fast_tracked
    from scores
    left join {{ ref('int_lead_scoring__fit_coverage') }} as coverage
        on scores.lead_id = coverage.lead_id
        and scores.model_id = coverage.model_id
        and {{ lead_scoring.is_within(
            'scores.as_of_date', 'coverage.known_from', 'coverage.known_until'
        ) }}
    inner join {{ ref('int_lead_scoring__stages') }} as stages
        on scores.model_id = stages.model_id
    left join {{ ref('int_lead_scoring__stage_conditions') }} as conditions
        on scores.lead_id = conditions.lead_id
        and scores.model_id = conditions.model_id
        and stages.stage = conditions.stage
        and {{ lead_scoring.is_within(
            'scores.as_of_date', 'conditions.holds_from', 'conditions.holds_until'
        ) }}
),

judged as (
    select
        lead_id,
        model_id,
        stage,
        as_of_date,
        is_fast_tracked,
        is_gradable and can_enter as is_reached,
        not is_barred and (is_fast_tracked or (is_gradable and can_enter)) as enters,
        not is_barred and (is_fast_tracked or (is_gradable and can_stay)) as stays
    from compared
),

first_entries as (
    select
        lead_id,
        model_id,
        stage,
        min(as_of_date) as entered_on
    from judged
    where enters
    group by lead_id, model_id, stage
),

from_first_entry as (
    select judged.*
    from judged
    inner join first_entries
        on judged.lead_id = first_entries.lead_id
        and judged.model_id = first_entries.model_id
        and judged.stage = first_entries.stage
        and judged.as_of_date >= first_entries.entered_on
),

final as (
    select
        *,
        lead(as_of_date) over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as next_date,
        lead(stays) over (
            partition by lead_id, model_id, stage order by as_of_date
        ) as next_stays
    from from_first_entry
)

select * from final
