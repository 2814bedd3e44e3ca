-- One row a fault in the analyst's files: where it is, what came and what is allowed. Empty when
-- all is well; int_lead_scoring__config_gate stops the run otherwise.
{{ config(materialized='view') }}
{% set files = lead_scoring.csv_files() %}
{% set scoring_files = [
    'models', 'rules', 'rule_conditions', 'rule_groups', 'bands', 'classes', 'stages',
] %}

with
{%- for file in files %}
{{ file }}_cells as (
    {{ lead_scoring.read_csv_cells(file) }}
),
{% endfor %}

-- What csv_files() says about each column, checked cell by cell.
cell_faults as (
    {%- for file, description in files.items() %}
    {%- for name, column in description.columns.items() %}
    {%- set wrong, allowed = lead_scoring._cell_check(name, column) %}
    {%- if wrong %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(description.key) }} as row_name,
        '{{ name }}' as column_name,
        cast({{ name }} as {{ dbt.type_string() }}) as came,
        '{{ allowed | replace("'", "''") }}' as allowed
    from {{ file }}_cells
    where {{ wrong }}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
    select
        'rules' as file,
        cast(null as {{ dbt.type_string() }}) as row_name,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as came,
        cast(null as {{ dbt.type_string() }}) as allowed
    where false
),

rules as (
    select
        *,
        {{ lead_scoring._row_name(['rule_id', 'model_id']) }} as row_name
    from {{ ref('stg_lead_scoring__rules') }}
    where enabled
),

-- Cells that are right alone and wrong beside another one: (fault, column, what is allowed).
rule_faults as (
    {%- for wrong, column, allowed in [
        ("dimension in ('fit', 'engagement') and points is null",
            'points', 'a number: a rule of fit or engagement gives points'),
        ("event_type is null and field is null",
            'field',
            'a field, because a rule without event_type is about an attribute of the lead'),
        ("field is null and value is not null", 'field', 'a field that the value is compared with'),
        ("event_type is not null and decay <> 'none' and decay_days is null",
            'decay_days', 'a number of days, because decay is set'),
        ("event_type is not null and decay = 'step' and decay_pct is null",
            'decay_pct', 'a percentage, because decay is step'),
        ("limit_count is not null and limit_period is null",
            'limit_period', 'day, week, month or ever, because limit_count is set'),
        ("limit_period is not null and limit_count is null",
            'limit_count', 'a whole number, because limit_period is set'),
        ("min_occurrences_days is not null and min_occurrences is null",
            'min_occurrences', 'a whole number, because min_occurrences_days is set'),
        ("valid_to < valid_from", 'valid_to', 'a date that is not before valid_from'),
    ] %}
    select
        'rules' as file,
        row_name,
        '{{ column }}' as column_name,
        cast({{ column }} as {{ dbt.type_string() }}) as came,
        '{{ allowed }}' as allowed
    from rules
    where {{ wrong }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

field_lists as (
    select
        scope,
        {{ lead_scoring.list_text('field', ', ', 'field') }} as fields
    from {{ ref('int_lead_scoring__fields') }}
    group by scope
),

conditions as (
    select
        written.*,
        {{ lead_scoring._row_name(['written.rule_id', 'written.model_id']) }} as row_name,
        parsed.item_count,
        parsed.number_low,
        parsed.number_high,
        coalesce(parsed.items_not_numbers, 0) as items_not_numbers,
        field_lists.fields
    from {{ ref('int_lead_scoring__written_conditions') }} as written
    inner join {{ ref('int_lead_scoring__conditions') }} as parsed
        on written.condition_key = parsed.condition_key
    left join field_lists on written.scope = field_lists.scope
),

-- The first thing that is wrong with a condition.
checked_conditions as (
    select
        *,
        case
            when field is null then 'no field'
            when data_type is null then 'unknown field'
            when operator is null then 'no operator'
            when
                operator in ({{ lead_scoring.operator_list(['number']) }})
                and data_type <> 'number'
                then 'not a number field'
            when
                operator in ({{ lead_scoring.operator_list(['text']) }})
                and data_type <> 'text'
                then 'not a text field'
            when file = 'models' and is_computed then 'computed audience'
            when operator in ({{ lead_scoring.operator_list(['flag', 'presence']) }}) then null
            when value is null then 'no value'
            when data_type = 'number' and items_not_numbers > 0 then 'not a number'
            when operator = 'between' and (item_count <> 2 or number_low > number_high)
                then 'no range'
            when item_count > 1000 then 'long list'
        end as fault
    from conditions
),

condition_faults as (
    select
        file,
        row_name,
        case when file = 'models' then 'audience_' else '' end
        || case
            when fault in ('no field', 'unknown field', 'computed audience') then 'field'
            when fault in ('no operator', 'not a number field', 'not a text field') then 'operator'
            else 'value'
        end as column_name,
        case
            when fault in ('no field', 'unknown field', 'computed audience') then field
            when fault in ('no operator', 'not a number field', 'not a text field') then operator
            else value
        end as came,
        case fault
            when 'no field' then 'a field for the operator'
            when 'unknown field'
                then
                    case scope
                        when 'event' then 'a property of events: '
                        else 'an attribute of leads: '
                    end
                    || coalesce(fields, 'none is declared')
            when 'no operator' then 'an operator for the field'
            when 'not a number field'
                then 'an operator for text, because ' || field || ' is no number'
            when 'not a text field'
                then 'an operator for a ' || data_type || ', which ' || field || ' is'
            when 'computed audience' then 'an attribute that does not change from day to day'
            when 'no value' then 'a value to compare ' || field || ' with'
            when 'not a number' then 'a number, because ' || field || ' is one'
            when 'no range' then 'two numbers, the smaller one first, like 10|50'
            when 'long list' then 'a list of at most 1000 items'
        end as allowed
    from checked_conditions
    where fault is not null
),

expanded_rules as (
    select
        rules.rule_id,
        models.model_id
    from rules
    inner join {{ ref('stg_lead_scoring__models') }} as models
        on rules.model_id is null
        or rules.model_id = models.model_id
),

duplicate_rules as (
    select
        'rules' as file,
        'rule ' || rule_id || ' of model ' || model_id as row_name,
        'rule_id' as column_name,
        rule_id as came,
        'a rule_id once in a model' as allowed
    from expanded_rules
    group by rule_id, model_id
    having count(*) > 1
),

crowded_rules as (
    select
        'rule_conditions' as file,
        row_name,
        'rule_id' as column_name,
        cast(count(distinct condition_key) as {{ dbt.type_string() }}) || ' conditions' as came,
        'at most {{ lead_scoring.max_conditions() }} conditions in all' as allowed
    from conditions
    where rule_id is not null
    group by row_name
    having count(distinct condition_key) > {{ lead_scoring.max_conditions() }}
),

duplicate_rows as (
    {%- for file in ['models', 'rule_groups', 'bands', 'classes', 'stages'] %}
    {%- set key = files[file].key %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(key) }} as row_name,
        '{{ key[0] }}' as column_name,
        {{ key[0] }} as came,
        'each {{ key | join(', ') }} once' as allowed
    from {{ file }}_cells
    group by {{ key | join(', ') }}
    having count(*) > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

model_names as (
    select {{ lead_scoring.list_text('model_id', ', ', 'model_id') }} as names
    from {{ ref('stg_lead_scoring__models') }}
),

unknown_models as (
    {%- for file in scoring_files if file != 'models' %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(files[file].key) }} as row_name,
        'model_id' as column_name,
        model_id as came,
        'empty or one of: ' || coalesce(model_names.names, 'no model is defined') as allowed
    from {{ file }}_cells
    cross join model_names
    where
        model_id is not null
        and model_id not in (
            select models.model_id from {{ ref('stg_lead_scoring__models') }} as models
            where models.model_id is not null
        )
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

orphan_conditions as (
    select
        'rule_conditions' as file,
        {{ lead_scoring._row_name(['rule_id', 'model_id', 'field']) }} as row_name,
        'rule_id' as column_name,
        rule_id as came,
        'the rule_id of a rule' as allowed
    from rule_conditions_cells
    where rule_id is not null and rule_id not in (
        select all_rules.rule_id from {{ ref('stg_lead_scoring__rules') }} as all_rules
        where all_rules.rule_id is not null
    )
),

swapped_caps as (
    select
        'rule_groups' as file,
        {{ lead_scoring._row_name(files.rule_groups.key) }} as row_name,
        'max_points' as column_name,
        cast(max_points as {{ dbt.type_string() }}) as came,
        'a number that is not below min_points' as allowed
    from {{ ref('stg_lead_scoring__rule_groups') }}
    where max_points < min_points
),

faults as (
    select * from cell_faults
    union all
    select * from rule_faults
    union all
    select * from condition_faults
    union all
    select * from duplicate_rules
    union all
    select * from crowded_rules
    union all
    select * from duplicate_rows
    union all
    select * from unknown_models
    union all
    select * from orphan_conditions
    union all
    select * from swapped_caps
),

final as (
    select distinct
        case file
            {%- for file in files %}
            when '{{ file }}'
                then '{{ lead_scoring._relation_name(lead_scoring.input_relation(file)) }}'
            {%- endfor %}
        end as file,
        coalesce(nullif(row_name, ''), 'a row without a name') as row_name,
        column_name,
        coalesce(came, '') as came,
        allowed
    from faults
)

select
    *,
    file || ', ' || row_name || ', column ' || column_name || ': '
    || case when came = '' then 'the cell is empty' else '''' || came || '''' end
    || '; expected ' || allowed as sentence
from final
