-- One row a condition as an analyst wrote it: a rule's own, its extra ones, and the audiences of
-- the scoring models. condition_key is what it says, whoever says it.
with rules as (
    select * from {{ ref('stg_lead_scoring__rules') }}
    where enabled
),

own_conditions as (
    select
        'rules' as file,
        rule_id,
        model_id,
        'value' as value_column,
        event_type,
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
        rules.event_type,
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
    select
        'models' as file,
        cast(null as {{ dbt.type_string() }}) as rule_id,
        model_id,
        'audience_value' as value_column,
        cast(null as {{ dbt.type_string() }}) as event_type,
        audience_field as field,
        audience_operator as operator,
        audience_value as value
    from {{ ref('stg_lead_scoring__models') }}
    where audience_field is not null or audience_operator is not null
),

conditions as (
    select * from own_conditions
    union all
    select * from extra_conditions
    union all
    select * from audiences
),

scoped as (
    select
        *,
        case when event_type is null then 'lead' else 'event' end as scope
    from conditions
),

final as (
    select
        scoped.file,
        scoped.rule_id,
        scoped.model_id,
        scoped.value_column,
        scoped.scope,
        scoped.field,
        scoped.operator,
        scoped.value,
        fields.data_type,
        coalesce(fields.is_computed, false) as is_computed,
        {# The value comes last because it is the only part that may contain a colon. #}
        {{ dbt.hash(
            "scoped.scope"
            ~ " || ':' || coalesce(scoped.field, '')"
            ~ " || ':' || coalesce(scoped.operator, '')"
            ~ " || ':' || lower(coalesce(scoped.value, ''))"
        ) }} as condition_key
    from scoped
    left join {{ ref('int_lead_scoring__fields') }} as fields
        on scoped.scope = fields.scope
        and scoped.field = fields.field
)

select * from final
