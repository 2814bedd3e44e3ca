-- How much of what a scoring model's fit rules ask for is known of a lead on the as-of date:
-- lead × model.
{{ config(materialized='view') }}

with fit_fields as (
    select distinct
        rules.model_id,
        conditions.field
    from {{ ref('int_lead_scoring__rules') }} as rules
    inner join {{ ref('int_lead_scoring__conditions') }} as conditions
        on conditions.condition_key in (
            {%- for slot in range(1, lead_scoring.max_conditions() + 1) -%}
            rules.condition_key_{{ slot }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        )
    where rules.dimension = 'fit' and rules.scope = 'lead'
),

last_activities as (
    select
        lead_id,
        max(activity_date) as last_activity_date
    from {{ ref('int_lead_scoring__daily_activity') }}
    where match_key = 'any'
    group by lead_id
),

facts as (
    select
        leads.*,
        1.0 as days_since_created,
        case when last_activities.lead_id is not null then 1.0 end as days_since_last_activity
    from {{ ref('stg_lead_scoring__leads') }} as leads
    left join last_activities on leads.lead_id = last_activities.lead_id
),

lead_fields as (
    select
        facts.lead_id,
        fit_fields.model_id,
        {{ lead_scoring.field_text('fit_fields.field', lead_scoring.lead_fields(), 'facts') }}
            as field_value
    from facts
    cross join fit_fields
),

final as (
    select
        lead_id,
        model_id,
        count(field_value) as known_fields,
        count(*) as asked_fields
    from lead_fields
    group by lead_id, model_id
)

select * from final
