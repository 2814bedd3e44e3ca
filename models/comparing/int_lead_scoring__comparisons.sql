-- What is compared with what: one row a pair of scoring models. A challenger is held against each
-- live model that scores some of the same leads; and where lead_scoring__published says what is
-- published, every model against itself as it is there.
{% set published = lead_scoring.published_relation('lead_scoring__lead_scores') %}

with scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
),

challengers as (
    select distinct
        'challenger' as comparison,
        live.model_id as before_model_id,
        challengers.model_id as after_model_id
    from scores as live
    inner join scores as challengers on live.lead_id = challengers.lead_id
    where live.model_status = 'live' and challengers.model_status = 'challenger'
),

{% if published -%}
old_models as (
    select
        model_id,
        max(as_of_date) as as_of_date
    from {{ published }}
    group by model_id
),

new_models as (
    select distinct model_id
    from scores
),

-- A score fades from day to day whatever the rules, so scores of two days are not compared.
edited as (
    select
        'published' as comparison,
        old_models.model_id as before_model_id,
        new_models.model_id as after_model_id,
        case
            when old_models.as_of_date <> {{ lead_scoring.as_of_date() }}
                then {{ lead_scoring.raise_error(
                    "'lead_scoring compares scores of one day only: the published ones are of '"
                    ~ " || cast(old_models.as_of_date as " ~ dbt.type_string() ~ ")"
                    ~ " || ', these of '"
                    ~ " || cast(" ~ lead_scoring.as_of_date() ~ " as " ~ dbt.type_string() ~ ")"
                    ~ " || '; set the var lead_scoring__as_of_date to that of the published ones'"
                ) }}
            else 'one day'
        end as verdict
    from old_models
    full outer join new_models on old_models.model_id = new_models.model_id
),
{%- endif %}

comparisons as (
    select * from challengers
    {%- if published %}
    union all
    select
        comparison,
        before_model_id,
        after_model_id
    from edited
    where verdict = 'one day'
    {%- endif %}
),

final as (
    select
        comparison
        || ':' || coalesce(before_model_id, '')
        || ':' || coalesce(after_model_id, '') as comparison_id,
        comparison,
        before_model_id,
        after_model_id,
        {{ lead_scoring.as_of_date() }} as as_of_date
    from comparisons
)

select * from final
