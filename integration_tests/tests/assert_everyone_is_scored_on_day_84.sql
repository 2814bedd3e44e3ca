-- Each registration stands in the cutoff scores once a scoring model, on its own course's day 84.
with registrations as (
    select * from {{ ref('stg_oulad__registrations') }}
),

models as (
    select * from {{ ref('oulad_models') }}
),

scores as (
    select * from {{ ref('lead_scoring', 'int_lead_scoring__sampled_scores') }}
),

final as (
    select
        registrations.registration_id,
        models.model_id,
        count(scores.lead_id) as times_scored
    from registrations
    cross join models
    left join scores
        on registrations.registration_id = scores.lead_id
        and models.model_id = scores.model_id
        and scores.cutoff_date - registrations.course_start = {{ var('oulad_scored_on_day') }}
    group by registrations.registration_id, models.model_id
    having count(scores.lead_id) <> 1
)

select * from final
