{#- What is compared with what: pairs of scoring models. A challenger is held against each live
    model that scores some of the same leads; and where lead_scoring__published says what is
    published, every model against itself as it is there. The macro gives a list of CTEs, to stand
    in the caller's with clause, of which the last, `comparisons`, has one row a pair:
    comparison_id, comparison, before_model_id, after_model_id, as_of_date. -#}
{% macro comparisons() -%}
{%- set published = lead_scoring.published_relation('lead_scoring__lead_scores') -%}
_ls_challenger_pairs as (
    {{ lead_scoring.challenger_pairs() }}
),

{% if published -%}
_ls_published_models as (
    select
        model_id,
        max(as_of_date) as as_of_date
    from {{ published }}
    group by model_id
),

_ls_built_models as (
    select distinct model_id
    from {{ ref('lead_scoring__lead_scores') }}
),

{# A score fades from day to day whatever the rules, so scores of two days are not compared. #}
_ls_published_pairs as (
    select
        published_models.model_id as before_model_id,
        built_models.model_id as after_model_id,
        case
            when published_models.as_of_date <> {{ lead_scoring.as_of_date() }}
                then {{ lead_scoring.raise_error(
                    "'lead_scoring compares scores of one day only: the published ones are of '"
                    ~ " || cast(published_models.as_of_date as " ~ dbt.type_string() ~ ")"
                    ~ " || ', these of '"
                    ~ " || cast(" ~ lead_scoring.as_of_date() ~ " as " ~ dbt.type_string() ~ ")"
                    ~ " || '; set the var lead_scoring__as_of_date to that of the published ones'"
                ) }}
            else 'one day'
        end as verdict
    from _ls_published_models as published_models
    full outer join _ls_built_models as built_models
        on published_models.model_id = built_models.model_id
),
{%- endif %}

_ls_compared_pairs as (
    select
        'challenger' as comparison,
        live_model_id as before_model_id,
        challenger_model_id as after_model_id
    from _ls_challenger_pairs
    {%- if published %}
    union all
    select
        'published' as comparison,
        before_model_id,
        after_model_id
    from _ls_published_pairs
    where verdict = 'one day'
    {%- endif %}
),

comparisons as (
    select
        comparison
        || ':' || coalesce(before_model_id, '')
        || ':' || coalesce(after_model_id, '') as comparison_id,
        comparison,
        before_model_id,
        after_model_id,
        {{ lead_scoring.day_of(['lead_scoring__lead_scores']) }} as as_of_date
    from _ls_compared_pairs
)
{%- endmacro %}
