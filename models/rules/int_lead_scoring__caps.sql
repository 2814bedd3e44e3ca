-- One row a scoring model and group, and a scoring model and dimension (without a rule_group): the
-- bounds that sums of entries are pushed into, those of groups first, and the same in words: "Group
-- email: between -20 and +10 points". A null is no bound.
with models as (
    select * from {{ ref('int_lead_scoring__models') }}
),

written_groups as (
    {{ lead_scoring.rows_of_models('rule_groups') }}
),

used_groups as (
    select distinct
        model_id,
        dimension,
        rule_group
    from {{ ref('int_lead_scoring__rules') }}
    where rule_group is not null and dimension in ('fit', 'engagement')
),

caps as (
    select
        model_id,
        dimension,
        rule_group,
        min_points,
        max_points
    from written_groups
    union all
    select
        used_groups.model_id,
        used_groups.dimension,
        used_groups.rule_group,
        cast(null as {{ lead_scoring.type_double() }}) as min_points,
        cast(null as {{ lead_scoring.type_double() }}) as max_points
    from used_groups
    left join written_groups
        on used_groups.model_id = written_groups.model_id
        and used_groups.dimension = written_groups.dimension
        and used_groups.rule_group = written_groups.rule_group
    where written_groups.model_id is null
    {%- for dimension in ['fit', 'engagement'] %}
    union all
    select
        model_id,
        '{{ dimension }}' as dimension,
        cast(null as {{ dbt.type_string() }}) as rule_group,
        0 as min_points,
        {{ dimension }}_max as max_points
    from models
    {%- endfor %}
),

final as (
    select
        model_id,
        dimension,
        rule_group,
        {{ lead_scoring.round_points('min_points') }} as min_points,
        {{ lead_scoring.round_points('max_points') }} as max_points,
        case
            when rule_group is not null then 'Group ' || rule_group
            when dimension = 'fit' then 'Fit'
            else 'Engagement'
        end
        || case
            when coalesce(min_points, max_points) is null then ': no cap'
            when max_points is null
                then ': at least ' || {{ lead_scoring.signed_text('min_points') }} || ' points'
            when min_points is null
                then ': at most ' || {{ lead_scoring.signed_text('max_points') }} || ' points'
            else
                ': between ' || {{ lead_scoring.signed_text('min_points') }}
                || ' and ' || {{ lead_scoring.signed_text('max_points') }} || ' points'
        end as cap_text
    from caps
)

select * from final
