-- How many leads a change of the rules moves: comparison × measure × item. Counted over all,
-- with the leads that stay where they are.
{%- set measures = ['stage', 'fit_grade', 'score_class'] %}

with leads as (
    select * from {{ ref('lead_scoring__rule_change_scores') }}
),

comparisons as (
    select distinct
        comparison_id,
        comparison,
        before_model_id,
        after_model_id,
        as_of_date
    from leads
),

places as (
    {%- for measure in measures %}
    select
        comparison_id,
        '{{ measure }}' as measure,
        case when before_is_scored then coalesce(before_{{ measure }}, 'none') end as before_item,
        case when after_is_scored then coalesce(after_{{ measure }}, 'none') end as after_item
    from leads
    union all
    {%- endfor %}
    select
        comparison_id,
        'mql_list' as measure,
        case when before_is_listed then 'listed' end as before_item,
        case when after_is_listed then 'listed' end as after_item
    from leads
),

moves as (
    select
        comparison_id,
        measure,
        before_item,
        after_item,
        count(*) as leads
    from places
    group by comparison_id, measure, before_item, after_item
),

counted as (
    select
        comparison_id,
        measure,
        before_item as item,
        leads as leads_before,
        0 as leads_after,
        case when before_item = after_item then leads else 0 end as leads_staying
    from moves
    union all
    select
        comparison_id,
        measure,
        after_item as item,
        0 as leads_before,
        leads as leads_after,
        0 as leads_staying
    from moves
),

summed as (
    select
        comparison_id,
        measure,
        item,
        sum(leads_before) as leads_before,
        sum(leads_after) as leads_after,
        sum(leads_staying) as leads_staying
    from counted
    where item is not null
    group by comparison_id, measure, item
),

final as (
    select
        comparisons.comparison,
        comparisons.before_model_id,
        comparisons.after_model_id,
        comparisons.as_of_date,
        summed.measure,
        summed.item,
        cast(summed.leads_before as bigint) as leads_before,
        cast(summed.leads_after as bigint) as leads_after,
        cast(summed.leads_staying as bigint) as leads_staying,
        cast(summed.leads_after - summed.leads_staying as bigint) as leads_entering,
        cast(summed.leads_before - summed.leads_staying as bigint) as leads_leaving
    from summed
    inner join comparisons on summed.comparison_id = comparisons.comparison_id
)

select * from final
