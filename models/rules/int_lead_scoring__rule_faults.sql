-- One row a rule or condition that makes no sense, though each of its cells might: a number
-- operator on a text field, a decay without days, a rule_id used twice in a model.
{{ config(materialized=lead_scoring.small_step()) }}

with
-- As text, so that a cell that is there but cannot be read is not called missing.
cells as (
    select * from {{ ref('base_lead_scoring__rules') }}
),

rules as (
    select
        *,
        {{ lead_scoring.safe_date('valid_from') }} as first_date,
        {{ lead_scoring.safe_date('valid_to') }} as last_date,
        {{ lead_scoring._row_name(['rule_id', 'model_id']) }} as row_name
    from cells
    where coalesce({{ lead_scoring.boolean_text('enabled') }}, 'true') = 'true'
),

-- Cells that are right alone and wrong beside another one: (fault, column, what is allowed).
rule_faults as (
    {%- for wrong, column, allowed in [
        ("dimension in ('fit', 'engagement') and points is null",
            'points', 'a number: a rule of fit or engagement gives points'),
        ("event_type is null and field is null",
            'field',
            'a field, because a rule without event_type is about an attribute of the lead'),
        ("event_type is not null and field is null and coalesce(operator, value) is not null",
            'field', 'a field that is compared, or neither operator nor value'),
        ("event_type is not null and decay is null and coalesce(decay_days, decay_pct) is not null",
            'decay', 'none, window, linear, half_life or step, because decay_days is set'),
        ("event_type is not null and decay_days is null"
            " and decay in ('window', 'linear', 'half_life', 'step')",
            'decay_days', 'a number of days, because decay is set'),
        ("event_type is not null and decay = 'step' and decay_pct is null",
            'decay_pct', 'a percentage, because decay is step'),
        ("limit_count is not null and limit_period is null",
            'limit_period', 'day, week, month or ever, because limit_count is set'),
        ("limit_period is not null and limit_count is null",
            'limit_count', 'a whole number, because limit_period is set'),
        ("min_occurrences_days is not null and min_occurrences is null",
            'min_occurrences', 'a whole number, because min_occurrences_days is set'),
        ("last_date < first_date", 'valid_to', 'a date that is not before valid_from'),
    ] %}
    select
        'rules' as file,
        row_name,
        '{{ column }}' as column_name,
        {{ column }} as came,
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

other_fields as (
    select field
    from {{ ref('int_lead_scoring__fields') }}
    where scope = 'event'
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
            -- Rules without a field are told of above, extra conditions by cell_faults.
            when field is null then case when file = 'models' then 'no field' end
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
            when 'no field' then 'a field, because audience_operator is set'
            when 'unknown field'
                then
                    case
                        when scope = 'event'
                            then 'a property of events, because event_type is set: '
                        when field in (select other.field from other_fields as other)
                            then 'an attribute of leads, because event_type is empty: '
                        else 'an attribute of leads: '
                    end
                    || coalesce(fields, 'none is declared')
            when 'no operator' then 'an operator for the field ' || field
            when 'not a number field'
                then 'an operator for text, because ' || field || ' is no number'
            when 'not a text field'
                then 'an operator for a ' || data_type || ', which ' || field || ' is'
            when 'computed audience' then 'an attribute that does not change from day to day'
            when 'no value' then 'a value to compare ' || field || ' with'
            when 'not a number' then 'a number, because ' || field || ' is one'
            when 'no range' then 'two numbers for between, the smaller one first, like 10|50'
            when 'long list' then 'a list of at most 1000 items'
        end as allowed
    from checked_conditions
    where fault is not null
),

models as (
    select distinct model_id
    from {{ ref('stg_lead_scoring__models') }}
    where model_id is not null
),

expanded_rules as (
    select
        rules.rule_id,
        models.model_id
    from rules
    inner join models
        on rules.model_id is null
        or rules.model_id = models.model_id
),

duplicate_rules as (
    select
        'rules' as file,
        'rule_id ' || rule_id || ' model_id ' || model_id as row_name,
        'rule_id' as column_name,
        rule_id as came,
        'a rule_id once in a model' as allowed
    from expanded_rules
    group by rule_id, model_id
    having count(*) > 1
),

-- A rule for all models may have conditions of its own in one of them.
crowded_rules as (
    select
        'rule_conditions' as file,
        'rule_id ' || rules.rule_id || ' model_id ' || rules.model_id as row_name,
        'rule_id' as column_name,
        cast(count(distinct conditions.condition_key) as {{ dbt.type_string() }}) || ' conditions'
            as came,
        'at most {{ lead_scoring.max_conditions() }} conditions in all' as allowed
    from expanded_rules as rules
    inner join conditions
        on rules.rule_id = conditions.rule_id
        and (conditions.model_id is null or rules.model_id = conditions.model_id)
    group by rules.rule_id, rules.model_id
    having count(distinct conditions.condition_key) > {{ lead_scoring.max_conditions() }}
),

final as (
    select * from rule_faults
    union all
    select * from condition_faults
    union all
    select * from duplicate_rules
    union all
    select * from crowded_rules
)

select * from final
