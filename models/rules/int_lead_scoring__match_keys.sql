-- One row a thing to be matched, with its conditions side by side: what several rules have in
-- common when they differ only in points, decay, limits or caps, and what the audiences ask for.
with keys as (
    select
        {% for slot in range(1, lead_scoring.max_conditions() + 1) -%}
        condition_key_{{ slot }},
        {% endfor -%}
        match_key,
        scope,
        event_type,
        is_dated
    from {{ ref('int_lead_scoring__rules') }}
    union distinct
    select
        {% for slot in range(1, lead_scoring.max_conditions() + 1) -%}
        condition_key_{{ slot }},
        {% endfor -%}
        audience_match_key as match_key,
        'lead' as scope,
        cast(null as {{ dbt.type_string() }}) as event_type,
        false as is_dated
    from {{ ref('int_lead_scoring__models') }}
    where audience_match_key is not null
),

final as (
    select
        {%- for slot in range(1, lead_scoring.max_conditions() + 1) %}
        conditions_{{ slot }}.field as field_{{ slot }},
        conditions_{{ slot }}.operator as operator_{{ slot }},
        conditions_{{ slot }}.value_text as value_text_{{ slot }},
        conditions_{{ slot }}.value_list as value_list_{{ slot }},
        conditions_{{ slot }}.number_low as number_low_{{ slot }},
        conditions_{{ slot }}.number_high as number_high_{{ slot }},
        {%- endfor %}
        keys.match_key,
        keys.scope,
        keys.event_type,
        keys.is_dated
    from keys
    {% for slot in range(1, lead_scoring.max_conditions() + 1) -%}
    left join {{ ref('int_lead_scoring__conditions') }} as conditions_{{ slot }}
        on keys.condition_key_{{ slot }} = conditions_{{ slot }}.condition_key
    {% endfor -%}
)

select * from final
