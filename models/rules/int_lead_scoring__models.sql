-- One row a scoring model that is scored: live and challengers, not the retired ones. Its audience
-- is a condition like any other; without one every lead belongs to it.
-- depends_on: {{ ref('int_lead_scoring__config_gate') }}
{% set no_event_type = 'cast(null as ' ~ dbt.type_string() ~ ')' %}

with models as (
    select * from {{ ref('stg_lead_scoring__models') }}
    where status <> 'retired'
),

audiences as (
    select
        {% for slot in range(2, lead_scoring.max_conditions() + 1) -%}
        cast(null as {{ dbt.type_string() }}) as condition_key_{{ slot }},
        {% endfor -%}
        model_id,
        condition_key as condition_key_1
    from {{ ref('int_lead_scoring__written_conditions') }}
    where file = 'models'
),

final as (
    select
        models.*,
        {% for slot in range(1, lead_scoring.max_conditions() + 1) -%}
        audiences.condition_key_{{ slot }},
        {% endfor -%}
        case
            when audiences.model_id is not null
                then {{ lead_scoring.match_key("'lead'", no_event_type) }}
        end as audience_match_key
    from models
    left join audiences on models.model_id = audiences.model_id
)

select *  -- The linter cannot see another model's columns. -- noqa: AM04
from final
