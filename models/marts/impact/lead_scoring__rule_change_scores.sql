-- Every lead's scores before and after a change of the rules, side by side: comparison × lead that
-- either side scores.
{%- set scores = ['fit_score', 'engagement_score', 'total_score'] %}
{%- set labels = [
    'fit_grade', 'score_class', 'stage', 'model_status', 'disqualified_reasons',
] %}

with {{ lead_scoring.comparisons() }},

sides as (
    {{ lead_scoring.both_sides(
        'lead_scoring__lead_scores', ['lead_id', 'is_mql'] + scores + labels
    ) }}
),

erased as (
    {{ lead_scoring.erased_leads() }}
),

-- What is published may still hold leads that have been erased since.
old_scores as (
    select sides.*
    from sides
    left join erased on sides.lead_id = erased.lead_id
    where sides.side = 'before' and erased.lead_id is null
),

new_scores as (
    select * from sides
    where side = 'after'
),

paired as (
    select
        coalesce(old_scores.comparison_id, new_scores.comparison_id) as comparison_id,
        coalesce(old_scores.lead_id, new_scores.lead_id) as lead_id,
        old_scores.lead_id is not null as before_is_scored,
        new_scores.lead_id is not null as after_is_scored,
        {%- for name in scores + labels %}
        old_scores.{{ name }} as before_{{ name }},
        new_scores.{{ name }} as after_{{ name }},
        {%- endfor %}
        coalesce(old_scores.is_mql, false) as before_is_mql,
        coalesce(new_scores.is_mql, false) as after_is_mql
    from old_scores
    full outer join new_scores
        on old_scores.comparison_id = new_scores.comparison_id
        and old_scores.lead_id = new_scores.lead_id
),

-- The list holds the MQLs that have not converted, were not rejected lately and are not in work; a
-- challenger is judged as if it were live.
listed as (
    select
        paired.*,
        comparisons.comparison,
        comparisons.before_model_id,
        comparisons.after_model_id,
        comparisons.as_of_date,
        {%- for side in ['before', 'after'] %}
        paired.{{ side }}_is_mql
        and conversions.lead_id is null
        and not coalesce(answers.is_kept_off, false)
        and (comparisons.comparison = 'challenger' or paired.{{ side }}_model_status = 'live')
            as {{ side }}_is_listed,
        {%- endfor %}
        paired.before_is_scored and paired.after_is_scored as is_scored_twice
    from paired
    inner join comparisons
        on paired.comparison_id = comparisons.comparison_id
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on paired.lead_id = conversions.lead_id
    left join {{ ref('int_lead_scoring__last_answers') }} as answers
        on paired.lead_id = answers.lead_id
),

final as (
    select
        comparison_id,
        comparison,
        before_model_id,
        after_model_id,
        lead_id,
        as_of_date,
        {%- for side in ['before', 'after'] %}
        {{ side }}_is_scored,
        {%- for name in scores + labels + ['is_mql', 'is_listed'] %}
        {{ side }}_{{ name }},
        {%- endfor %}
        {%- endfor %}
        is_scored_twice,
        not is_scored_twice
        or before_is_mql <> after_is_mql
        or before_is_listed <> after_is_listed
        {%- for name in scores %}
        or before_{{ name }} <> after_{{ name }}
        {%- endfor %}
        {%- for name in ['fit_grade', 'score_class', 'stage'] %}
        or coalesce(before_{{ name }}, '') <> coalesce(after_{{ name }}, '')
        {%- endfor %} as is_changed
    from listed
)

select * from final
