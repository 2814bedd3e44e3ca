-- About your CSV files: a name that no other file knows is not a fault, but it does nothing, and a
-- slip of the pen looks just like that. Names are compared over all models, letter by letter.
-- A cap, grade or band that is left over is reported only where its counterpart has a name left
-- over too: a spare row alone is harmless, two that miss each other are not.
{{ config(severity='warn') }}
with rules as (
    select * from {{ ref('stg_lead_scoring__rules') }}
    where enabled
),

-- kind: what is named, side: 1 for the file that uses the name, 2 for the one that defines it.
named as (
    select
        'rule group of ' || dimension as kind,
        'rules' as file,
        'rule_group' as column_name,
        rule_group as came,
        1 as side
    from rules
    where dimension in ('fit', 'engagement') and rule_group is not null
    union
    select
        'rule group of ' || dimension as kind,
        'rule_groups' as file,
        'rule_group' as column_name,
        rule_group as came,
        2 as side
    from {{ ref('stg_lead_scoring__rule_groups') }}
    union
    select
        'fit label' as kind,
        'classes' as file,
        'fit_grade' as column_name,
        fit_grade as came,
        1 as side
    from {{ ref('stg_lead_scoring__classes') }}
    where fit_grade <> '?'
    union
    select
        'engagement label' as kind,
        'classes' as file,
        'engagement_band' as column_name,
        engagement_band as came,
        1 as side
    from {{ ref('stg_lead_scoring__classes') }}
    union
    select
        dimension || ' label' as kind,
        'bands' as file,
        'label' as column_name,
        label as came,
        2 as side
    from {{ ref('stg_lead_scoring__bands') }}
),

left_over as (
    select
        one_side.kind,
        one_side.file,
        one_side.column_name,
        one_side.came,
        one_side.side
    from named as one_side
    left join named as other_side
        on one_side.kind = other_side.kind
        and one_side.came = other_side.came
        and one_side.side <> other_side.side
    where other_side.came is null
),

left_over_on_both_sides as (
    select kind
    from left_over
    group by kind
    having count(distinct side) = 2
),

missing_each_other as (
    select
        left_over.file,
        left_over.column_name,
        left_over.came,
        'a ' || left_over.kind || ' that the other file knows' as expected
    from left_over
    inner join left_over_on_both_sides as both_sides
        on left_over.kind = both_sides.kind
),

dead_ends as (
    select
        'rules' as file,
        'rule_group' as column_name,
        coalesce(rules.rule_group, 'mql') as came,
        'a stage, because the rule is a fast_track' as expected
    from rules
    left join {{ ref('stg_lead_scoring__stages') }} as stages
        on coalesce(rules.rule_group, 'mql') = stages.stage
    where rules.dimension = 'fast_track' and stages.stage is null
    union
    select
        'stages' as file,
        'min_fit_grade' as column_name,
        stages.min_fit_grade as came,
        'the label of a band of fit' as expected
    from {{ ref('stg_lead_scoring__stages') }} as stages
    left join {{ ref('stg_lead_scoring__bands') }} as bands
        on stages.min_fit_grade = bands.label
        and bands.dimension = 'fit'
    where stages.min_fit_grade is not null and bands.label is null
)

select * from missing_each_other
union all
select * from dead_ends
