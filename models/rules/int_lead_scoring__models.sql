-- One row a scoring model that is scored: live and challengers, not the retired ones. Its audience
-- is a condition like any other; without one every lead belongs to it.
{%- set no_event_type = 'cast(null as ' ~ dbt.type_string() ~ ')' %}

-- A model that is written twice is one here and a fault in int_lead_scoring__file_faults, which
-- nothing may fail before.
with numbered as (
    select
        *,
        row_number() over (partition by model_id order by file_row) as place
    from {{ ref('stg_lead_scoring__models') }}
    where model_id is not null and status <> 'retired'
),

audiences as (
    select
        {% for slot in range(2, lead_scoring.max_conditions() + 1) -%}
        cast(null as {{ dbt.type_string() }}) as condition_key_{{ slot }},
        {% endfor -%}
        model_id,
        min(condition_key) as condition_key_1
    from {{ ref('int_lead_scoring__condition_items') }}
    where file = 'models'
    group by model_id
),

final as (
    select
        models.model_id,
        models.model_version,
        models.status,
        models.audience_field,
        models.audience_operator,
        models.audience_value,
        models.fit_max,
        models.engagement_max,
        models.min_fit_coverage,
        models.reset_on_recycle,
        models.description,
        {% for slot in range(1, lead_scoring.max_conditions() + 1) -%}
        audiences.condition_key_{{ slot }},
        {% endfor -%}
        case
            when audiences.model_id is not null
                then {{ lead_scoring.match_key("'lead'", no_event_type) }}
        end as audience_match_key
    from numbered as models
    left join audiences on models.model_id = audiences.model_id
    where models.place = 1
)

select * from final
