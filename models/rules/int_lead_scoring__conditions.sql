-- One row a distinct condition, with its value in the forms that the operators compare with: a
-- text, one or two numbers, or a list like |a|b|.

-- Conditions that differ in case only are one.
with items as (
    select
        condition_key,
        field,
        operator,
        data_type,
        is_computed,
        item_count,
        item_number,
        min(text_value) as text_value,
        min(number_value) as number_value
    from {{ ref('int_lead_scoring__condition_items') }}
    group by
        condition_key, field, operator, data_type, is_computed, item_count, item_number
),

final as (
    select
        condition_key,
        field,
        operator,
        data_type,
        is_computed,
        item_count,
        max(case when item_number = 1 then text_value end) as value_text,
        max(case when item_number = 1 then number_value end) as number_low,
        max(case when item_number = 2 then number_value end) as number_high,
        case
            when item_count > 0
                then
                    '|' || {{ lead_scoring.list_text('text_value', '|', 'item_number') }} || '|'
        end as value_list,
        sum(case when item_number is not null and number_value is null then 1 else 0 end)
            as items_not_numbers
    from items
    group by condition_key, field, operator, data_type, is_computed, item_count
)

select * from final
