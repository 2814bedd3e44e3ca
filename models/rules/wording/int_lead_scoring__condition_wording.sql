-- One row a distinct condition, in words: "industry is Software or Retail". The short text, for
-- lists of reasons, names only the first items of a long list.
{{ config(materialized=lead_scoring.small_step()) }}
{%- set longest_list = 5 %}
{%- set named_items = 3 %}

with conditions as (
    select * from {{ ref('int_lead_scoring__conditions') }}
),

written_items as (
    select
        *,
        min(value) over (partition by condition_key) as first_value
    from {{ ref('int_lead_scoring__condition_items') }}
    where item_count > 0
),

-- Conditions that differ in case only are one, said as it is written in one of the ways.
items as (
    select distinct
        condition_key,
        operator,
        item_count,
        item_number,
        case data_type
            when 'number'
                then coalesce({{ lead_scoring.number_text('number_value') }}, written_text)
            when 'boolean' then text_value
            else {{ lead_scoring.quoted_text('written_text') }}
        end as item
    from written_items
    where value = first_value
),

separated as (
    select
        condition_key,
        item_number,
        item_count,
        case
            when item_number = 1 then ''
            when item_number < item_count then ', '
            when operator = 'between' then ' and '
            when operator = 'not_in' and item_count = 2 then ' nor '
            else ' or '
        end || item as item
    from items
),

shortened as (
    select
        *,
        case
            when item_count <= {{ longest_list }} or item_number <= {{ named_items }} then item
            when item_number = {{ named_items + 1 }}
                then
                    ' or ' || cast(item_count - {{ named_items }} as {{ dbt.type_string() }})
                    || ' more'
        end as short_item
    from separated
),

listed as (
    select
        condition_key,
        {{ lead_scoring.list_text('item', '', 'item_number') }} as items,
        {{ lead_scoring.list_text('short_item', '', 'item_number') }} as short_items
    from shortened
    group by condition_key
),

final as (
    select
        conditions.condition_key,
        {{ lead_scoring.condition_text('conditions', 'listed.items') }} as condition_text,
        {{ lead_scoring.condition_text('conditions', 'listed.short_items') }} as short_text
    from conditions
    left join listed on conditions.condition_key = listed.condition_key
)

select * from final
