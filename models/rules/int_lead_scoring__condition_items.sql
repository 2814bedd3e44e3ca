-- One row a value of a condition as an analyst wrote it: a rule's own, its extra ones, and the
-- audiences of the scoring models. The items of a list, the ends of a range, or the one value of
-- the other operators, in the form that staging gives the fields; a condition without a value has
-- one row without an item. condition_key is what a condition says, whoever says it.
{%- set list_like = lead_scoring.operator_list('takes', ['list', 'range']) %}
{%- set number_value = lead_scoring._tidied_number('items.tidy_item') %}

with rules as (
    select * from {{ ref('stg_lead_scoring__rules') }}
    where enabled
),

own_conditions as (
    select distinct
        'rules' as file,
        rule_id,
        model_id,
        'value' as value_column,
        case when event_type is null then 'lead' else 'event' end as scope,
        field,
        operator,
        value
    from rules
    where field is not null or operator is not null
),

-- An extra condition belongs to the rules of its model, or to those of any model if it names none.
extra_conditions as (
    select distinct
        'rule_conditions' as file,
        conditions.rule_id,
        coalesce(rules.model_id, conditions.model_id) as model_id,
        'value' as value_column,
        case when rules.event_type is null then 'lead' else 'event' end as scope,
        conditions.field,
        conditions.operator,
        conditions.value
    from {{ ref('stg_lead_scoring__rule_conditions') }} as conditions
    inner join rules
        on conditions.rule_id = rules.rule_id
        and (
            conditions.model_id is null
            or rules.model_id is null
            or conditions.model_id = rules.model_id
        )
),

audiences as (
    select distinct
        'models' as file,
        cast(null as {{ dbt.type_string() }}) as rule_id,
        model_id,
        'audience_value' as value_column,
        'lead' as scope,
        audience_field as field,
        audience_operator as operator,
        audience_value as value
    from {{ ref('stg_lead_scoring__models') }}
    where audience_field is not null or audience_operator is not null
),

written_conditions as (
    select * from own_conditions
    union all
    select * from extra_conditions
    union all
    select * from audiences
),

fields as (
    {{ lead_scoring.known_fields() }}
),

conditions as (
    select
        written.*,
        fields.data_type,
        coalesce(fields.is_computed, false) as is_computed,
        {# The value comes last because it is the only part that may contain a colon. #}
        {{ dbt.hash(
            "written.scope"
            ~ " || ':' || coalesce(written.field, '')"
            ~ " || ':' || coalesce(written.operator, '')"
            ~ " || ':' || lower(coalesce(written.value, ''))"
        ) }} as condition_key,
        case
            when written.value is null then 0
            when written.operator in ({{ list_like }})
                then length(written.value) - length(replace(written.value, '|', '')) + 1
            else 1
        end as item_count
    from written_conditions as written
    left join fields
        on written.scope = fields.scope
        and written.field = fields.field
),

numbers as (
    {{ lead_scoring.numbers(4) }}
),

items as (
    select
        conditions.*,
        case when conditions.item_count > 0 then numbers.n + 1 end as item_number,
        {{ lead_scoring.trim_text(
            "case when conditions.operator in (" ~ list_like ~ ") then "
            ~ lead_scoring.text_part('conditions.value', '|', 'cast(numbers.n + 1 as integer)')
            ~ " else conditions.value end"
        ) }} as written_text
    from conditions
    inner join numbers
        on greatest(conditions.item_count, 1) > numbers.n
),

plain_items as (
    select
        *,
        lower(written_text) as item,
        {{ lead_scoring._plain_minus('lower(written_text)') }} as plain_item
    from items
),

tidy_items as (
    select
        *,
        {{ lead_scoring.tidy_number('plain_item') }} as tidy_item
    from plain_items
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
        items.file,
        items.rule_id,
        items.model_id,
        items.value_column,
        items.scope,
        items.field,
        items.operator,
        items.value,
        items.data_type,
        items.is_computed,
        items.condition_key,
        items.item_number,
        items.item_count,
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
