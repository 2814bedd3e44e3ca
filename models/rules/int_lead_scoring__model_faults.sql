-- One row a live scoring model that scores nothing, or that shares leads with another live one, so
-- that the MQL list would show them twice.
{{ config(materialized=lead_scoring.small_step()) }}
{% set everything = 1.0e300 %}

with live_models as (
    select distinct
        model_id,
        audience_field
    from {{ ref('stg_lead_scoring__models') }}
    where status = 'live' and model_id is not null
),

rules as (
    select
        model_id,
        1 as is_there
    from {{ ref('stg_lead_scoring__rules') }}
    where enabled
),

idle_models as (
    select
        'models' as file,
        'model_id ' || models.model_id as row_name,
        'status' as column_name,
        'live' as came,
        'challenger or retired, because no rule of the model is enabled' as allowed
    from live_models as models
    left join rules
        on rules.model_id is null
        or models.model_id = rules.model_id
    where rules.is_there is null
),

-- An audience as the set of values that it takes: yes and no are values too.
audiences as (
    select
        models.model_id,
        models.audience_field,
        audiences.condition_key,
        audiences.value,
        case
            when audiences.operator = 'is_true' and audiences.data_type = 'boolean' then 'equals'
            when audiences.operator = 'is_false' and audiences.data_type = 'boolean' then 'equals'
            else audiences.operator
        end as operator,
        case
            when audiences.data_type = 'boolean' and audiences.operator = 'is_true' then 'true'
            when audiences.data_type = 'boolean' and audiences.operator = 'is_false' then 'false'
        end as flag
    from live_models as models
    left join {{ ref('int_lead_scoring__written_conditions') }} as audiences
        on models.model_id = audiences.model_id
        and audiences.file = 'models'
),

-- The values that an audience names, and the range that it lies in.
values_named as (
    select
        audiences.model_id,
        coalesce(audiences.flag, items.text_value) as named
    from audiences
    left join {{ ref('int_lead_scoring__condition_items') }} as items
        on audiences.condition_key = items.condition_key
    where audiences.operator in ('equals', 'in', 'not_equals', 'not_in')
),

ranges as (
    select
        audiences.model_id,
        case
            when audiences.operator in ('less_than', 'at_most') then -{{ everything }}
            else min(items.number_value)
        end as low,
        case
            when audiences.operator in ('greater_than', 'at_least') then {{ everything }}
            else max(items.number_value)
        end as high
    from audiences
    inner join {{ ref('int_lead_scoring__condition_items') }} as items
        on audiences.condition_key = items.condition_key
    where audiences.operator in ('equals', 'in', {{ lead_scoring.operator_list(['number']) }})
    group by audiences.model_id, audiences.operator
),

-- How many of the values that one audience names the other names too.
shared_values as (
    select
        one.model_id,
        other.model_id as other_model_id,
        count(distinct one.named) as shared
    from values_named as one
    inner join values_named as other
        on one.named = other.named
    group by one.model_id, other.model_id
),

pairs as (
    select
        one.model_id,
        one.audience_field,
        one.operator,
        one.value,
        other.model_id as other_model_id,
        other.audience_field as other_field,
        other.operator as other_operator,
        other.value as other_value,
        coalesce(own_values.shared, 0) as named,
        coalesce(other_values.shared, 0) as other_named,
        coalesce(shared_values.shared, 0) as shared,
        ranges.low,
        ranges.high,
        other_ranges.low as other_low,
        other_ranges.high as other_high
    from audiences as one
    inner join audiences as other
        on one.model_id > other.model_id
    left join shared_values
        on one.model_id = shared_values.model_id
        and other.model_id = shared_values.other_model_id
    left join shared_values as own_values
        on one.model_id = own_values.model_id
        and one.model_id = own_values.other_model_id
    left join shared_values as other_values
        on other.model_id = other_values.model_id
        and other.model_id = other_values.other_model_id
    left join ranges on one.model_id = ranges.model_id
    left join ranges as other_ranges on other.model_id = other_ranges.model_id
),

-- Only what no value can be in both of is known to be apart.
compared_pairs as (
    select
        *,
        case
            when coalesce(audience_field <> other_field, true) then false
            when operator = 'is_unknown' or other_operator = 'is_unknown'
                then operator <> other_operator
            when operator in ('equals', 'in') and other_operator in ('equals', 'in')
                then shared = 0
            when operator in ('equals', 'in') and other_operator in ('not_equals', 'not_in')
                then shared = named
            when operator in ('not_equals', 'not_in') and other_operator in ('equals', 'in')
                then shared = other_named
            when
                (operator = 'contains' and other_operator = 'not_contains')
                or (operator = 'not_contains' and other_operator = 'contains')
                then lower(value) = lower(other_value)
            when operator = 'is_true' and other_operator = 'is_false' then true
            when operator = 'is_false' and other_operator = 'is_true' then true
            when high < other_low or other_high < low then true
            when high = other_low
                then operator = 'less_than' or other_operator = 'greater_than'
            when other_high = low
                then other_operator = 'less_than' or operator = 'greater_than'
            else false
        end as are_apart
    from pairs
),

overlapping_models as (
    select
        'models' as file,
        'model_id ' || model_id as row_name,
        'audience_field' as column_name,
        audience_field as came,
        'an audience that shares no lead with that of ' || other_model_id
        || ', which is live too: the same field with other values' as allowed
    from compared_pairs
    where not are_apart
),

final as (
    select * from idle_models
    union all
    select * from overlapping_models
)

select * from final
