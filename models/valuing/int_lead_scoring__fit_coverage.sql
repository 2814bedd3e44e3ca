-- How much of what a scoring model's fit rules ask for is known of a lead, and from when to when:
-- lead × model × day from which it holds.

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

dated_fields as (
    select * from fit_fields
    where field = 'days_since_last_activity'
),

-- Of all events, so only where a rule of fit asks how long ago the last one was.
first_activities as (
    select
        lead_id,
        min(activity_date) as first_activity_date
    from {{ ref('int_lead_scoring__active_days') }}
    where (select count(*) from dated_fields) > 0
    group by lead_id
),

-- The days on which something else becomes known of a lead.
known_days as (
    select
        lead_id,
        created_on as known_from
    from {{ ref('stg_lead_scoring__leads') }}
    union distinct
    select
        lead_id,
        valid_from as known_from
    from {{ ref('stg_lead_scoring__lead_versions') }}
    where valid_from > created_on
    union distinct
    select
        leads.lead_id,
        activities.first_activity_date as known_from
    from {{ ref('stg_lead_scoring__leads') }} as leads
    inner join first_activities as activities
        on leads.lead_id = activities.lead_id
        and leads.created_on < activities.first_activity_date
),

facts as (
    select
        versions.*,
        known_days.known_from,
        1.0 as {{ lead_scoring.user_column('attribute', 'days_since_created') }},
        case when activities.first_activity_date <= known_days.known_from then 1.0 end
            as {{ lead_scoring.user_column('attribute', 'days_since_last_activity') }}
    from known_days
    inner join {{ ref('stg_lead_scoring__lead_versions') }} as versions
        on known_days.lead_id = versions.lead_id
        and {{ lead_scoring.is_valid_on('known_days.known_from', 'versions') }}
    left join first_activities as activities on known_days.lead_id = activities.lead_id
),

lead_fields as (
    select
        facts.lead_id,
        facts.known_from,
        fit_fields.model_id,
        {{ lead_scoring.field_text('fit_fields.field', lead_scoring.lead_fields(), 'facts') }}
            as field_value
    from facts
    cross join fit_fields
),

coverage as (
    select
        lead_id,
        model_id,
        known_from,
        cast(count(field_value) as {{ lead_scoring.type_double() }}) / count(*) as fit_coverage
    from lead_fields
    group by lead_id, model_id, known_from
),

final as (
    select
        coverage.lead_id,
        coverage.model_id,
        coverage.known_from,
        lead(coverage.known_from) over (
            partition by coverage.lead_id, coverage.model_id order by coverage.known_from
        ) as known_until,
        coverage.fit_coverage,
        coalesce(coverage.fit_coverage >= models.min_fit_coverage, true) as is_covered
    from coverage
    inner join {{ ref('int_lead_scoring__models') }} as models
        on coverage.model_id = models.model_id
)

select * from final
