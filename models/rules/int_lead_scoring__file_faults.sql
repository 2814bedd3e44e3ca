-- One row a row that does not fit the other rows or files: a key used twice in a model, a model,
-- rule or group that is defined nowhere.
{{ config(materialized=lead_scoring.small_step()) }}
{% set files = lead_scoring.csv_files() %}
{% set files_by_model = ['rule_groups', 'bands', 'classes', 'stages'] %}
{% set files_of_models = ['rules', 'rule_conditions'] + files_by_model %}
{% set files_read = ['models', 'countries', 'event_types', 'title_patterns'] + files_of_models %}

with
{%- for file in files_read %}
{{ file }}_cells as (
    select * from {{ ref('base_lead_scoring__' ~ file) }}
),
{% endfor %}

models as (
    select distinct model_id
    from models_cells
    where model_id is not null
),

duplicate_keys as (
    {%- for file in ['models', 'countries', 'event_types'] %}
    {%- set key = files[file].key[0] %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name([key]) }} as row_name,
        '{{ key }}' as column_name,
        {{ key }} as came,
        'each {{ key }} once' as allowed
    from {{ file }}_cells
    where {{ key }} is not null
    group by {{ key }}
    having count(*) > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

duplicate_patterns as (
    select
        'title_patterns' as file,
        'pattern ' || pattern || ' attribute ' || attribute as row_name,
        'pattern' as column_name,
        pattern as came,
        'each pattern once for an attribute' as allowed
    from title_patterns_cells
    where pattern is not null and attribute is not null
    group by pattern, attribute
    having count(*) > 1
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
    from {{ file }}_cells as cells
    inner join models
        on cells.model_id is null
        or cells.model_id = models.model_id
    group by {{ key | join(', ') }}, models.model_id
    having count(*) > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Once the groups of a dimension are listed, every group of its rules must be: a slip of the pen
-- would otherwise take a rule out of its cap.
rules as (
    {{ lead_scoring._unchecked_rows_of_models('rules') }}
),

rule_groups as (
    {{ lead_scoring._unchecked_rows_of_models('rule_groups') }}
),

group_lists as (
    select
        model_id,
        dimension,
        {{ lead_scoring.list_text('rule_group', ', ', 'rule_group') }} as rule_groups
    from rule_groups
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

model_names as (
    select {{ lead_scoring.list_text('model_id', ', ', 'model_id') }} as names
    from models
),

unknown_models as (
    {%- for file in files_of_models %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(files[file].key) }} as row_name,
        'model_id' as column_name,
        model_id as came,
        'empty or one of: ' || coalesce(model_names.names, 'no model is defined') as allowed
    from {{ file }}_cells
    cross join model_names
    where model_id is not null and model_id not in (select models.model_id from models)
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

orphan_conditions as (
    select
        'rule_conditions' as file,
        {{ lead_scoring._row_name(files.rule_conditions.key) }} as row_name,
        'rule_id' as column_name,
        rule_id as came,
        'the rule_id of a rule' as allowed
    from rule_conditions_cells
    where
        rule_id is not null
        and rule_id not in (
            select rules_cells.rule_id from rules_cells
            where rules_cells.rule_id is not null
        )
),

swapped_caps as (
    select
        'rule_groups' as file,
        {{ lead_scoring._row_name(files.rule_groups.key) }} as row_name,
        'max_points' as column_name,
        max_points as came,
        'a number that is not below min_points' as allowed
    from rule_groups_cells
    where
        {{ lead_scoring.safe_number('max_points') }}
        < {{ lead_scoring.safe_number('min_points') }}
),

final as (
    {%- for faults in [
        'duplicate_keys', 'duplicate_patterns', 'duplicate_keys_in_models', 'unknown_groups',
        'unknown_models', 'orphan_conditions', 'swapped_caps',
    ] %}
    select * from {{ faults }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
