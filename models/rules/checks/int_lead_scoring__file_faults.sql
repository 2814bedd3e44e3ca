-- One row a row that does not fit the other rows or files: a key used twice in a model; a model,
-- rule or group that is defined nowhere; a live scoring model that scores nothing, or that shares
-- leads with another live one, so that the MQL list would show them twice. And notices: an empty
-- file, a floor that gives points to everyone, ranges that share an edge.
{{ config(materialized=lead_scoring.small_step()) }}
{%- set files = lead_scoring.csv_files() %}
{%- set files_by_model = ['rule_groups', 'bands', 'classes', 'stages'] %}
{%- set files_of_models = ['rules', 'rule_conditions'] + files_by_model %}
{%- set files_read = ['models', 'countries', 'event_types', 'title_patterns'] + files_of_models %}
{%- set value_operators = "'equals', 'in', 'not_equals', 'not_in'" %}
{%- set number_operators = lead_scoring.operator_list('fields', ['number']) %}
{%- set everything = 1.0e300 %}
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}

with
{%- for file in files_read %}
written_{{ file }} as (
    select * from {{ ref('stg_lead_scoring__' ~ file) }}
),
{% endfor %}
models as (
    select distinct model_id
    from written_models
    where model_id is not null
),

duplicate_keys as (
    {%- for file, key in [
        ('models', ['model_id']), ('countries', ['spelling']), ('event_types', ['raw_event_type']),
        ('title_patterns', ['pattern', 'attribute']),
    ] %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(key) }} as row_name,
        '{{ key[0] }}' as column_name,
        {{ key[0] }} as came,
        'each {{ key[0] }} once{{ ' for an ' ~ key[1] if key[1:] }}' as allowed
    from written_{{ file }}
    where {{ key | join(' is not null and ') }} is not null
    group by {{ key | join(', ') }}
    having count(*) > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- An empty model_id is a row of every model, so it may not meet one that names the model.
duplicate_keys_in_models as (
    {%- for file in files_by_model %}
    {%- set key = files[file].key | reject('equalto', 'model_id') | list %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(key) }} || ' model_id ' || models.model_id as row_name,
        '{{ key[0] }}' as column_name,
        {{ key[0] }} as came,
        'each {{ key | join(', ') }} once in a model, rows for every model included' as allowed
    from written_{{ file }} as written
    inner join models
        on written.model_id is null
        or written.model_id = models.model_id
    group by {{ key | join(', ') }}, models.model_id
    having count(*) > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Once the groups of a dimension are listed, every group of its rules must be: a slip of the pen
-- would otherwise take a rule out of its cap.
rules as (
    {{ lead_scoring._written_rows_of_models('rules') }}
),

rule_groups as (
    {{ lead_scoring._written_rows_of_models('rule_groups') }}
),

group_lists as (
    select
        model_id,
        dimension,
        {{ lead_scoring.list_text('rule_group', ', ', 'rule_group') }} as rule_groups
    from rule_groups
    where rule_group is not null
    group by model_id, dimension
),

unknown_groups as (
    select
        'rules' as file,
        rules.row_name,
        'rule_group' as column_name,
        rules.rule_group as came,
        'empty or one of the rule_groups of ' || rules.dimension || ': ' || lists.rule_groups
            as allowed
    from rules
    inner join group_lists as lists
        on rules.model_id = lists.model_id
        and rules.dimension = lists.dimension
    left join rule_groups
        on rules.model_id = rule_groups.model_id
        and rules.dimension = rule_groups.dimension
        and rules.rule_group = rule_groups.rule_group
    where rules.enabled and rules.rule_group is not null and rule_groups.rule_group is null
),

swapped_caps as (
    select
        'rule_groups' as file,
        row_name,
        'max_points' as column_name,
        written_max_points as came,
        'a number that is not below min_points' as allowed
    from written_rule_groups
    where max_points < min_points
),

model_names as (
    select {{ lead_scoring.list_text('model_id', ', ', 'model_id') }} as names
    from models
),

unknown_models as (
    {%- for file in files_of_models %}
    select
        '{{ file }}' as file,
        row_name,
        'model_id' as column_name,
        model_id as came,
        'empty or one of: ' || coalesce(model_names.names, 'no model is defined') as allowed
    from written_{{ file }}
    cross join model_names
    where model_id is not null and model_id not in (select models.model_id from models)
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

orphan_conditions as (
    select
        'rule_conditions' as file,
        row_name,
        'rule_id' as column_name,
        rule_id as came,
        'the rule_id of a rule' as allowed
    from written_rule_conditions
    where
        rule_id is not null
        and rule_id not in (
            select written_rules.rule_id from written_rules
            where written_rules.rule_id is not null
        )
),

live_models as (
    select distinct
        model_id,
        audience_field
    from written_models
    where status = 'live' and model_id is not null
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
        on models.model_id = rules.model_id
        and rules.enabled
    where rules.model_id is null
),

-- An audience as the set of values that it takes: yes and no are values too.
audience_items as (
    select
        models.model_id,
        models.audience_field,
        items.value,
        items.number_value,
        case
            when items.data_type = 'boolean' and items.operator in ('is_true', 'is_false')
                then 'equals'
            else items.operator
        end as operator,
        case
            when items.data_type = 'boolean' and items.operator = 'is_true' then 'true'
            when items.data_type = 'boolean' and items.operator = 'is_false' then 'false'
            else items.text_value
        end as named
    from live_models as models
    left join {{ ref('int_lead_scoring__condition_items') }} as items
        on models.model_id = items.model_id
        and items.file = 'models'
),

-- How many values it names, and the range that it lies in.
audiences as (
    select
        model_id,
        audience_field,
        operator,
        value,
        count(distinct named) as named,
        case
            when operator in ('less_than', 'at_most') then -{{ everything }}
            when operator in ('equals', 'in', {{ number_operators }}) then min(number_value)
        end as low,
        case
            when operator in ('greater_than', 'at_least') then {{ everything }}
            when operator in ('equals', 'in', {{ number_operators }}) then max(number_value)
        end as high
    from audience_items
    group by model_id, audience_field, operator, value
),

-- How many of the values that one audience names the other names too.
shared_values as (
    select
        one.model_id,
        other.model_id as other_model_id,
        count(distinct one.named) as shared
    from audience_items as one
    inner join audience_items as other
        on one.named = other.named
        and one.model_id > other.model_id
    where one.operator in ({{ value_operators }}) and other.operator in ({{ value_operators }})
    group by one.model_id, other.model_id
),

pairs as (
    select
        one.model_id,
        one.audience_field,
        one.operator,
        one.value,
        one.named,
        one.low,
        one.high,
        other.model_id as other_model_id,
        other.audience_field as other_field,
        other.operator as other_operator,
        other.value as other_value,
        other.named as other_named,
        other.low as other_low,
        other.high as other_high,
        coalesce(shared_values.shared, 0) as shared
    from audiences as one
    inner join audiences as other
        on one.model_id > other.model_id
    left join shared_values
        on one.model_id = shared_values.model_id
        and other.model_id = shared_values.other_model_id
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

-- (file, how bad that is, what follows from it)
empty_files as (
    {%- for file, severity, meaning in [
        ('models', 'notice', 'no lead is scored'),
        ('rules', 'notice', 'nothing can score'),
        ('stages', 'notice', 'no lead is in a stage and the MQL list stays empty'),
        ('bands', 'notice', 'no lead has a grade or a band'),
        ('classes', 'notice', 'no lead has a priority or a next action'),
    ] %}
    select
        '{{ severity }}' as severity,
        '{{ file }}' as file,
        'no rows' as row_name,
        '{{ files[file].key[0] }}' as column_name,
        {{ no_text }} as came,
        '{{ meaning }}' as allowed
    from (select count(*) as row_count from written_{{ file }}) as counted
    where row_count = 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

floors_for_all as (
    select
        'rule_groups' as file,
        row_name,
        'min_points' as column_name,
        written_min_points as came,
        'a floor above 0 gives every lead these points, also one that no rule of the group matches'
            as allowed
    from written_rule_groups
    where min_points > 0
),

-- The ranges of numbers that rules of one group give points for.
ranges as (
    select
        rules.model_id,
        rules.row_name,
        rules.rule_id,
        rules.dimension,
        coalesce(rules.rule_group, '') as rule_group,
        items.field,
        items.value,
        case when items.operator <> 'at_most' then min(items.number_value) end as low,
        case when items.operator <> 'at_least' then max(items.number_value) end as high
    from rules
    inner join {{ ref('int_lead_scoring__condition_items') }} as items
        on rules.rule_id = items.rule_id
        and (items.model_id is null or rules.model_id = items.model_id)
        and items.file = 'rules'
        and items.scope = 'lead'
    where
        rules.enabled
        and rules.points <> 0
        and items.operator in ('between', 'at_least', 'at_most')
    group by
        rules.model_id, rules.row_name, rules.rule_id, rules.dimension,
        coalesce(rules.rule_group, ''), items.field, items.operator, items.value
),

shared_edges as (
    select
        'rules' as file,
        above.row_name,
        'value' as column_name,
        above.value as came,
        {{ lead_scoring.number_text('above.low') }} || ' is in the range of the rule '
        || below.rule_id || ' too: both give their points' as allowed
    from ranges as above
    inner join ranges as below
        on above.model_id = below.model_id
        and above.dimension = below.dimension
        and above.rule_group = below.rule_group
        and above.field = below.field
        and above.low = below.high
        and above.rule_id <> below.rule_id
),

final as (
    select * from empty_files
    union distinct
    {{ lead_scoring._told_as({
        'notice': ['floors_for_all', 'shared_edges'],
        'fault': [
            'duplicate_keys', 'duplicate_keys_in_models', 'unknown_groups', 'swapped_caps',
            'unknown_models', 'orphan_conditions', 'idle_models', 'overlapping_models',
        ],
    }) }}
)

select * from final
