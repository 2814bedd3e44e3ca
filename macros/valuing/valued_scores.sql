{#- The scores of leads at as-of dates: what the entries of valued_entries() add up to, without
    writing them down. `dates` is as there. The last of the CTEs, `valued_scores`, has one row a
    lead × model × as-of date. -#}
{% macro valued_scores(dates) -%}
{{ lead_scoring._rule_entries(dates, ['fit', 'engagement'], shows_faded=false) }},

{{ lead_scoring._capped_sums(dates) }},

_ls_dimension_scores as (
    select
        dates.lead_id,
        dates.model_id,
        dates.as_of_date,
        {%- for dimension in ['fit', 'engagement'] %}
        cast(
            {{ lead_scoring.clamp(
                'coalesce(sums.' ~ dimension ~ '_points, 0)',
                dimension ~ '_caps.min_points', dimension ~ '_caps.max_points'
            ) }}
            as {{ lead_scoring.type_points() }}
        ) as {{ dimension }}_score{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ dates }} as dates
    {%- for dimension in ['fit', 'engagement'] %}
    inner join _ls_dimension_caps as {{ dimension }}_caps
        on dates.model_id = {{ dimension }}_caps.model_id
        and {{ dimension }}_caps.dimension = '{{ dimension }}'
    {%- endfor %}
    left join _ls_dimension_sums as sums
        on dates.lead_id = sums.lead_id
        and dates.model_id = sums.model_id
        and dates.as_of_date = sums.as_of_date
),

valued_scores as (
    select
        *,
        cast(fit_score + engagement_score as {{ lead_scoring.type_points() }}) as total_score
    from _ls_dimension_scores
)
{%- endmacro %}
