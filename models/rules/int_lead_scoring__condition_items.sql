-- One row a value that a condition compares with: the items of a list, the ends of a range, or the
-- one value of the other operators, in the form that staging gives the fields.
{% set list_like = lead_scoring.operator_list(['list']) ~ ", 'between'" %}
{% set number_value = lead_scoring.safe_number('items.tidy_item') %}

-- Conditions that differ in case only are one, written in one of the ways.
with conditions as (
    select
        condition_key,
        field,
        operator,
        min(value) as value,
        data_type
    from {{ ref('int_lead_scoring__written_conditions') }}
    where value is not null
    group by condition_key, field, operator, data_type
),

counted as (
    select
        *,
        case
            when operator in ({{ list_like }})
                then length(value) - length(replace(value, '|', '')) + 1
            else 1
        end as item_count
    from conditions
),

numbers as (
    {{ lead_scoring.numbers(4) }}
),

written_items as (
    select
        counted.condition_key,
        counted.data_type,
        counted.field,
        numbers.n + 1 as item_number,
        {{ lead_scoring.trim_text(
            "case when counted.operator in (" ~ list_like ~ ") then "
            ~ lead_scoring.text_part('counted.value', '|', 'cast(numbers.n + 1 as integer)')
            ~ " else counted.value end"
        ) }} as written_text
    from counted
    inner join numbers
        on counted.item_count > numbers.n
),

items as (
    select
        *,
        lower(written_text) as item
    from written_items
),

tidy_items as (
    select
        *,
        {{ lead_scoring.tidy_number('plain_item') }} as tidy_item
    from (
        select
            *,
            {{ lead_scoring._plain_minus('item') }} as plain_item
        from items
    ) as plain_items
),

countries as (
    select
        spelling,
        min(country) as country
    from {{ ref('stg_lead_scoring__countries') }}
    group by spelling
),

-- Values take the form that staging gives the fields: countries by one name, yes and no as true and
-- false, numbers in the engine's notation.
final as (
    select
        items.condition_key,
        items.item_number,
        items.written_text,
        {{ number_value }} as number_value,
        case
            when items.data_type = 'number'
                then coalesce({{ lead_scoring._comparable(number_value, 'number') }}, items.item)
            when items.data_type = 'boolean'
                then coalesce({{ lead_scoring.boolean_text('items.item') }}, items.item)
            when items.field = 'country' then lower(coalesce(countries.country, items.item))
            else items.item
        end as text_value
    from tidy_items as items
    left join countries
        on items.item = countries.spelling
        and items.field = 'country'
)

select * from final
