{#- A query of the bounds between which points are kept: scoring model × dimension × rule_group, and
    the dimension's own without a rule_group. A null is no bound. Sums of entries are pushed into
    them by clamp(), those of groups first. -#}
{% macro caps() -%}
    select
        model_id,
        dimension,
        rule_group,
        {{ lead_scoring.round_points('min_points') }} as min_points,
        {{ lead_scoring.round_points('max_points') }} as max_points
    from (
        {{ lead_scoring.rows_of_models('rule_groups') }}
    ) as rule_groups
    {%- for dimension in ['fit', 'engagement'] %}
    union all
    select
        model_id,
        '{{ dimension }}' as dimension,
        cast(null as {{ dbt.type_string() }}) as rule_group,
        cast(0 as {{ lead_scoring.type_points() }}) as min_points,
        {{ lead_scoring.round_points(dimension ~ '_max') }} as max_points
    from {{ ref('int_lead_scoring__models') }}
    {%- endfor %}
{%- endmacro %}
