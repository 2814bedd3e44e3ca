-- One row a distinct condition, with its value in the forms that the operators compare with: a
-- text, one or two numbers, or a list like |a|b|.
with conditions as (
    select distinct
        condition_key,
        field,
        operator,
        data_type,
        is_computed
    from {{ ref('int_lead_scoring__written_conditions') }}
),

parsed as (
    select
        condition_key,
        count(*) as item_count,
        max(case when item_number = 1 then text_value end) as value_text,
        max(case when item_number = 1 then number_value end) as number_low,
        max(case when item_number = 2 then number_value end) as number_high,
        '|' || {{ lead_scoring.list_text('text_value', '|', 'item_number') }} || '|' as value_list,
        sum(case when number_value is null then 1 else 0 end) as items_not_numbers
    from {{ ref('int_lead_scoring__condition_items') }}
    group by condition_key
),

final as (
    select
        conditions.condition_key,
        conditions.field,
        conditions.operator,
        conditions.data_type,
        conditions.is_computed,
        coalesce(parsed.item_count, 0) as item_count,
        parsed.value_text,
        parsed.number_low,
        parsed.number_high,
        parsed.value_list,
        coalesce(parsed.items_not_numbers, 0) as items_not_numbers
    from conditions
    left join parsed on conditions.condition_key = parsed.condition_key
)

select * from final
