-- Which lead an old id was merged into. The input is optional; without it there are no aliases.
-- Merged twice (a into b, b into c) still leads to the last one: each step doubles the hops
-- followed.
{% set alias_column = 'source.' ~ lead_scoring.input_column('lead_aliases', 'alias_lead_id') %}
{% set lead_column = 'source.' ~ lead_scoring.input_column('lead_aliases', 'lead_id') %}
{% set relation = lead_scoring.input_relation('lead_aliases', required=false) %}

{% if relation %}
with source as (
    select * from {{ relation }}
),

cleaned as (
    select
        {{ lead_scoring.clean_id(alias_column) }} as alias_lead_id,
        {{ lead_scoring.clean_id(lead_column) }} as lead_id
    from source
),

hops_1 as (
    select
        alias_lead_id,
        min(lead_id) as lead_id
    from cleaned
    where alias_lead_id is not null and lead_id is not null and alias_lead_id <> lead_id
    group by alias_lead_id
),
{% for hops in [1, 2, 4, 8] %}
hops_{{ hops * 2 }} as (
    select
        first_half.alias_lead_id,
        coalesce(second_half.lead_id, first_half.lead_id) as lead_id
    from hops_{{ hops }} as first_half
    left join hops_{{ hops }} as second_half
        on first_half.lead_id = second_half.alias_lead_id
),
{% endfor %}
final as (
    select
        alias_lead_id,
        lead_id
    from hops_16
)

select * from final
{% else %}
select
    cast(null as {{ dbt.type_string() }}) as alias_lead_id,
    cast(null as {{ dbt.type_string() }}) as lead_id
where false
{% endif %}
