{#- The scores of every lead at given as-of dates: what the entries of valued_entries() add up to,
    without writing down the entries of which nothing is left. It gives a list of CTEs; the last
    one, `valued_scores`, has one row a lead × as-of date × model. -#}
{% macro valued_scores(dates, of_models=false) -%}
{{ lead_scoring._capped_entries(dates, of_models=of_models, lapsed=false) }},

dimension_scores as (
    select
        leads.lead_id,
        leads.model_id,
        leads.as_of_date,
        {%- for dimension in ['fit', 'engagement'] %}
        cast(
            {{ lead_scoring.clamp(
                'coalesce(sums.' ~ dimension ~ '_points, 0)', '0',
                lead_scoring.round_points('models.' ~ dimension ~ '_max')
            ) }}
            as {{ lead_scoring.type_points() }}
        ) as {{ dimension }}_score{{ ',' if not loop.last }}
        {%- endfor %}
    from valued_leads as leads
    inner join {{ ref('int_lead_scoring__models') }} as models
        on leads.model_id = models.model_id
    left join dimension_sums as sums
        on leads.lead_id = sums.lead_id
        and leads.model_id = sums.model_id
        and leads.as_of_date = sums.as_of_date
),

valued_scores as (
    select
        *,
        cast(fit_score + engagement_score as {{ lead_scoring.type_points() }}) as total_score
    from dimension_scores
)
{%- endmacro %}
