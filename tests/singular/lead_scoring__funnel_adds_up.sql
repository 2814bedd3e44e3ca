-- Every scored lead is in the funnel of its scoring model once: in a class, and in the class `all`,
-- which is the sum of the classes.
{% set counts = [
    'leads', 'mqls', 'touched', 'answered', 'accepted', 'rejected', 'recycled', 'converted',
    'converted_in_window', 'converted_mqls', 'first_touch_due', 'first_touch_within_sla',
] %}

with classes as (
    select
        *,
        case when score_class = 'all' then 1 else -1 end as factor
    from {{ ref('lead_scoring__funnel_metrics') }}
),

months as (
    select
        model_id,
        created_month,
        {%- for count in counts %}
        sum(factor * {{ count }}) as {{ count }},
        {%- endfor %}
        sum(case when factor = 1 then 1 else 0 end) as rows_of_all
    from classes
    group by model_id, created_month
),

scored as (
    select
        model_id,
        count(*) as leads
    from {{ ref('lead_scoring__lead_scores') }}
    group by model_id
),

counted as (
    select
        model_id,
        sum(leads) as leads
    from {{ ref('lead_scoring__funnel_metrics') }}
    where score_class = 'all'
    group by model_id
)

select
    model_id,
    cast(created_month as {{ dbt.type_string() }}) as place
from months
where
    rows_of_all <> 1
    {%- for count in counts %}
    or {{ count }} <> 0
    {%- endfor %}
union all
select
    scored.model_id,
    'all months' as place
from scored
left join counted on scored.model_id = counted.model_id
where coalesce(counted.leads, 0) <> scored.leads
