-- Which lead an old id was merged into: one row an old id. Merged twice (a into b, b into c) leads
-- to the last one; each step doubles the hops followed.
with hops_1 as (
    select
        alias_lead_id,
        lead_id
    from {{ ref('base_lead_scoring__lead_aliases') }}
    where rejection_reason is null
),

{% for hops in [1, 2, 4, 8] -%}
hops_{{ hops * 2 }} as (
    select
        first_half.alias_lead_id,
        coalesce(second_half.lead_id, first_half.lead_id) as lead_id
    from hops_{{ hops }} as first_half
    left join hops_{{ hops }} as second_half
        on first_half.lead_id = second_half.alias_lead_id
),

{% endfor -%}
final as (
    select
        alias_lead_id,
        lead_id
    from hops_16
)

select * from final
