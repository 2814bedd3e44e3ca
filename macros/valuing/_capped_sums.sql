{#- What the entries of rules add up to under the caps of their groups: `_ls_group_caps`, what each
    cap adds or takes away, and `_ls_dimension_sums`, a row a lead × model × as-of date with
    fit_points and engagement_points, to which `_ls_dimension_caps` applies next. -#}
{% macro _capped_sums(dates) -%}
_ls_caps as (
    select * from {{ ref('int_lead_scoring__caps') }}
),

_ls_dimension_caps as (
    select * from _ls_caps
    where rule_group is null
),

-- A group without an entry adds up to 0, which a floor above 0 or a ceiling below it moves as well.
_ls_group_points as (
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        rule_group,
        points
    from _ls_rule_entries
    where rule_group is not null and is_scored
    union all
    select
        dates.lead_id,
        dates.model_id,
        dates.as_of_date,
        caps.dimension,
        caps.rule_group,
        cast(0 as {{ lead_scoring.type_points() }}) as points
    from {{ dates }} as dates
    inner join _ls_caps as caps on dates.model_id = caps.model_id
    where caps.rule_group is not null and (caps.min_points > 0 or caps.max_points < 0)
),

_ls_group_sums as (
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        rule_group,
        sum(points) as points
    from _ls_group_points
    group by lead_id, model_id, as_of_date, dimension, rule_group
),

_ls_group_caps as (
    select
        sums.lead_id,
        sums.model_id,
        sums.as_of_date,
        sums.dimension,
        sums.rule_group,
        {{ lead_scoring.clamp('sums.points', 'caps.min_points', 'caps.max_points') }}
        - sums.points as points
    from _ls_group_sums as sums
    inner join _ls_caps as caps
        on sums.model_id = caps.model_id
        and sums.dimension = caps.dimension
        and sums.rule_group = caps.rule_group
),

_ls_capped_points as (
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        points
    from _ls_rule_entries
    union all
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        cast(points as {{ lead_scoring.type_points() }}) as points
    from _ls_group_caps
),

_ls_dimension_sums as (
    select
        lead_id,
        model_id,
        as_of_date,
        sum(case when dimension = 'fit' then points end) as fit_points,
        sum(case when dimension = 'engagement' then points end) as engagement_points
    from _ls_capped_points
    group by lead_id, model_id, as_of_date
)
{%- endmacro %}
