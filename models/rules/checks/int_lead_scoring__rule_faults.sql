-- One row a rule or condition that makes no sense, though each of its cells might: a number
-- operator on a text field, a decay without days, a rule_id used twice in a model. And notices of
-- cells that are not looked at, or that are read in a way that may not have been meant.
{{ config(materialized=lead_scoring.small_step()) }}
{%- set decays = lead_scoring.decays() | list %}
{%- set with_days = lead_scoring._decays_that_need('decay_days') %}
{%- set with_percent = lead_scoring._decays_that_need('decay_pct') %}
{%- set number_operators = lead_scoring.operator_list('fields', ['number']) %}
{%- set nothing = lead_scoring.operator_list('takes', ['nothing']) %}
{%- set lists = lead_scoring.operator_list('takes', ['list']) %}
{%- set said = lead_scoring.boolean_text('lower(value)') %}
{%- set text_operators = lead_scoring.operator_list('fields', ['text']) %}
{%- set many_points = 1000 %}
{%- set no_effect = "'it has no effect: an attribute has no age and happens once'" %}
{%- set derived_titles = ['none'] %}
{%- for field in lead_scoring.lead_fields() if field.kind == 'derived' %}
{%- do derived_titles.append(field.name) if field.name.startswith('title_') %}
{%- endfor %}
{%- set compares_words = "operator in ('equals', 'not_equals', " ~ lists ~ ")" %}

{%- set notices_of_rules = [
    ('points', "abs(points) > " ~ many_points,
        "'more points than a score has: write what they are among 100'"),
    ('points', "dimension in ('require', 'disqualify', 'fast_track') and points <> 0",
        "'a rule of ' || dimension || ' gives no points'"),
    ('decay_pct', "decay_pct < 1",
        lead_scoring.number_text('decay_pct') ~ " || ' is less than one percent; write '"
        ~ " || " ~ lead_scoring.number_text('decay_pct * 100') ~ " || ' for '"
        ~ " || " ~ lead_scoring.number_text('decay_pct * 100') ~ " || ' %'"),
    ('decay_pct', "decay_pct > 100",
        "'more than all: at the first full decay_days nothing is left'"),
    ('decay_pct', "event_type is not null and decay not in ('" ~ with_percent | join("', '") ~ "')"
        ~ " and decay_pct is not null",
        "'it is not looked at, because decay is ' || decay"),
    ('decay_days', "event_type is not null and decay = 'none' and written_decay is not null"
        ~ " and decay_days is not null",
        "'it is not looked at, because decay is none'"),
    ('decay', "event_type is null and decay <> 'none'", no_effect),
] %}
{%- for column in [
    'decay_days', 'decay_pct', 'limit_count', 'limit_period', 'min_occurrences',
    'min_occurrences_days',
] %}
{%- do notices_of_rules.append((column, 'event_type is null and ' ~ column ~ ' is not null',
    no_effect)) %}
{%- endfor %}

{#- (when, what it means, whether of an item or of the value) -#}
{%- set notices_of_conditions = [
    ("operator in (" ~ nothing ~ ") and coalesce(" ~ lead_scoring.boolean_text('lower(value)')
        ~ ", '') <> case operator when 'is_true' then 'false' when 'is_false' then 'true' else ' '"
        ~ " end", "'the value is not looked at by ' || operator", false),
    ("operator in ('equals', 'not_equals', " ~ text_operators ~ ") and data_type = 'text' and "
        ~ dbt.position("'|'", 'value') ~ " > 0",
        "'it is compared as one text, with its |; a list of values has the operator '"
        ~ " || case when operator like 'not%' then 'not_in' else 'in' end", false),
    ("operator in (" ~ lists ~ ") and item_count = 1 and "
        ~ lead_scoring.matches_pattern('value', '[,;]'),
        "'it is one value: values of a list are separated by |'", false),
    ("operator in (" ~ lists ~ ") and item_count > 1 and "
        ~ lead_scoring.matches_pattern('item_text', ';'),
        "'it is one value: values of a list are separated by |'", true),
    ("operator not in (" ~ nothing ~ ") and data_type = 'text' and "
        ~ "(left(item_text, 1) = '^' or " ~ lead_scoring.matches_pattern(
            'item_text', '[.][*]|^[*]|[*]$|^%|[^0-9 ]%$') ~ ")",
        "'it is compared letter by letter: there are no patterns'", true),
    ("operator not in (" ~ nothing ~ ") and ((field = 'email' and left(item_text, 1) = '@')"
        ~ " or (field = 'email_domain' and "
        ~ lead_scoring.matches_pattern('item_text', '@|/|^www[.]') ~ "))",
        "'email_domain holds what follows the @, such as acme.com'", true),
    ("field like '%path' and operator not in (" ~ nothing ~ ") and "
        ~ lead_scoring.matches_pattern('item_text', '^(https?:)?//|^www[.]'),
        "'a full address, where a path such as /pricing is compared'", true),
    ("is_no_country and " ~ compares_words
        ~ " and exists (select 1 from country_names as any_country)",
        "'it is no country that the list of countries has'", true),
    ("labels is not null and not is_label and " ~ compares_words,
        "'no title pattern gives it, they give: ' || labels", true),
] %}

with rules as (
    select * from {{ ref('stg_lead_scoring__rules') }}
    where enabled
),

-- Cells that are right alone and wrong beside another one: (fault, column, what is allowed). What
-- was written counts, so that a cell that is there but cannot be read is not called missing.
rule_faults as (
    {%- for wrong, column, allowed in [
        ("dimension in ('fit', 'engagement') and written_points is null",
            'points', 'a number: a rule of fit or engagement gives points'),
        ("event_type is null and field is null",
            'field',
            'a field, because a rule without event_type is about an attribute of the lead'),
        ("event_type is not null and field is null and coalesce(operator, value) is not null",
            'field', 'a field that is compared, or neither operator nor value'),
        ("event_type is not null and written_decay is null"
            " and coalesce(written_decay_days, written_decay_pct) is not null",
            'decay', decays[:-1] | join(', ') ~ ' or ' ~ decays[-1]
            ~ ', because decay_days is set'),
        ("event_type is not null and written_decay_days is null"
            " and written_decay in ('" ~ with_days | join("', '") ~ "')",
            'decay_days', 'a number of days, because decay is set'),
        ("event_type is not null and written_decay_pct is null"
            " and written_decay in ('" ~ with_percent | join("', '") ~ "')",
            'decay_pct', 'a percentage, because decay is ' ~ with_percent | join(' or ')),
        ("written_limit_count is not null and limit_period is null",
            'limit_period', 'day, week, month or ever, because limit_count is set'),
        ("limit_period is not null and written_limit_count is null",
            'limit_count', 'a whole number, because limit_period is set'),
        ("written_min_occurrences_days is not null and written_min_occurrences is null",
            'min_occurrences', 'a whole number, because min_occurrences_days is set'),
        ("valid_to < valid_from", 'valid_to', 'a date that is not before valid_from'),
    ] %}
    {%- set described = lead_scoring.csv_files().rules.columns[column] %}
    select
        'rules' as file,
        row_name,
        '{{ column }}' as column_name,
        {{ lead_scoring._written_column(column, described) }} as came,
        '{{ allowed }}' as allowed
    from rules
    where {{ wrong }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

fields as (
    {{ lead_scoring.known_fields() }}
),

field_lists as (
    select
        scope,
        {{ lead_scoring.list_text('field', ', ', 'field') }} as field_names
    from fields
    group by scope
),

conditions as (
    select
        file,
        {{ lead_scoring._row_name(['rule_id', 'model_id']) }} as row_name,
        rule_id,
        model_id,
        scope,
        field,
        operator,
        value,
        data_type,
        is_computed,
        condition_key,
        item_count,
        max(case when item_number = 1 then number_value end) as number_low,
        max(case when item_number = 2 then number_value end) as number_high,
        sum(case when number_value is null then 1 else 0 end) as items_not_numbers,
        sum(case when text_value not in ('true', 'false') then 1 else 0 end) as items_not_boolean
    from {{ ref('int_lead_scoring__condition_items') }}
    group by
        file, rule_id, model_id, scope, field, operator, value, data_type, is_computed,
        condition_key, item_count
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
            when operator in ({{ number_operators }}) and data_type <> 'number'
                then 'not a number field'
            when operator in ({{ text_operators }}) and data_type <> 'text'
                then 'not a text field'
            when file = 'models' and is_computed then 'computed audience'
            when operator = 'is_true' and {{ said }} = 'false' then 'contradiction'
            when operator = 'is_false' and {{ said }} = 'true' then 'contradiction'
            when operator in ({{ nothing }}) then null
            when value is null then 'no value'
            when
                operator in ({{ lead_scoring.operator_list('takes', ['range']) }})
                and (item_count <> 2 or number_low > number_high)
                then 'no range'
            when data_type = 'number' and items_not_numbers > 0 then 'not a number'
            when data_type = 'boolean' and items_not_boolean > 0 then 'not a boolean'
            when item_count > 1000 then 'long list'
        end as fault
    from conditions
),

told_conditions as (
    select
        judged.*,
        case
            when judged.fault in ('no field', 'unknown field', 'computed audience') then 'field'
            when judged.fault in ('no operator', 'not a number field', 'not a text field')
                then 'operator'
            else 'value'
        end as told_column,
        case
            when judged.scope = 'event' then 'a property of events, because event_type is set: '
            when event_fields.field is not null
                then 'an attribute of leads, because event_type is empty: '
            else 'an attribute of leads: '
        end
        || coalesce(field_lists.field_names, 'none is declared') as known_fields
    from checked_conditions as judged
    left join field_lists on judged.scope = field_lists.scope
    left join fields as event_fields
        on judged.field = event_fields.field
        and event_fields.scope = 'event'
    where judged.fault is not null
),

condition_faults as (
    select
        file,
        row_name,
        case when file = 'models' then 'audience_' else '' end || told_column as column_name,
        case told_column when 'field' then field when 'operator' then operator else value end
            as came,
        case fault
            when 'no field' then 'a field, because audience_operator is set'
            when 'unknown field' then known_fields
            when 'no operator' then 'an operator for the field ' || field
            when 'not a number field'
                then 'an operator for text, because ' || field || ' is no number'
            when 'not a text field'
                then 'an operator for a ' || data_type || ', which ' || field || ' is'
            when 'computed audience' then 'an attribute that does not change from day to day'
            when 'no value' then 'a value to compare ' || field || ' with'
            when 'contradiction' then 'an empty cell, because ' || operator || ' says it'
            when 'not a number' then 'a number, because ' || field || ' is one'
            when 'not a boolean' then 'true or false, because ' || field || ' is one of them'
            when 'no range' then 'two numbers for between, the smaller one first, like 10|50'
            when 'long list' then 'a list of at most 1000 items'
        end as allowed
    from told_conditions
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

-- Cells that are read in a way that may not have been meant: (column, when, what it means).
rule_notices as (
    {%- for column, odd, meaning in notices_of_rules %}
    {%- set described = lead_scoring.csv_files().rules.columns[column] %}
    select
        'rules' as file,
        row_name,
        '{{ column }}' as column_name,
        {{ lead_scoring._written_column(column, described) }} as came,
        {{ meaning }} as allowed
    from rules
    where {{ odd }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Rules that give more than their dimension can have.
maxima as (
    select
        model_id,
        'fit' as dimension,
        fit_max as most
    from {{ ref('stg_lead_scoring__models') }}
    union all
    select
        model_id,
        'engagement' as dimension,
        engagement_max as most
    from {{ ref('stg_lead_scoring__models') }}
),

points_cut_off as (
    select
        'rules' as file,
        rules.row_name,
        'points' as column_name,
        rules.written_points as came,
        'more than the ' || rules.dimension || '_max of model '
        || {{ lead_scoring.list_text('maxima.model_id', ', ', 'maxima.model_id') }}
        || ', which cuts it off' as allowed
    from rules
    inner join maxima
        on rules.dimension = maxima.dimension
        and (rules.model_id is null or rules.model_id = maxima.model_id)
    where rules.points > maxima.most and rules.points <= {{ many_points }}
    group by rules.row_name, rules.written_points, rules.dimension
),

title_labels as (
    select
        'title_' || attribute as field,
        {{ lead_scoring.list_text('label', ', ', 'label') }} as labels
    from (
        select distinct
            attribute,
            label
        from {{ ref('stg_lead_scoring__title_patterns') }}
        where attribute is not null and label is not null
    ) as labels_of_patterns
    group by attribute
),

country_names as (
    select distinct lower(country) as country
    from {{ ref('stg_lead_scoring__countries') }}
    where country is not null
),

-- What a derived field can never be, if it is derived and not declared.
items as (
    select
        items.*,
        {{ lead_scoring._row_name(['items.rule_id', 'items.model_id']) }} as row_name,
        title_labels.labels,
        {{ dbt.position(
            "', ' || lower(items.item_text) || ', '", "', ' || lower(title_labels.labels) || ', '"
        ) }} > 0 as is_label,
        items.field = 'country' and country_names.country is null as is_no_country
    from (
        select
            *,
            coalesce(written_text, '') as item_text
        from {{ ref('int_lead_scoring__condition_items') }}
    ) as items
    left join title_labels
        on items.field = title_labels.field
        and items.field in ('{{ derived_titles | join("', '") }}')
        and items.scope = 'lead'
    left join country_names
        on items.text_value = country_names.country
        and items.field = 'country'
),

condition_notices as (
    {%- for odd, meaning, is_item in notices_of_conditions %}
    select
        file,
        row_name,
        value_column as column_name,
        {{ 'written_text' if is_item else 'value' }} as came,
        {{ meaning }} as allowed
    from items
    where value is not null and field is not null and data_type is not null and {{ odd }}
    {{ 'union distinct' if not loop.last }}
    {%- endfor %}
),

final as (
    {{ lead_scoring._told_as({
        'notice': ['rule_notices', 'points_cut_off', 'condition_notices'],
        'fault': ['rule_faults', 'condition_faults', 'duplicate_rules', 'crowded_rules'],
    }) }}
)

select * from final
