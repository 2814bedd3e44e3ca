-- The past days for which leads are scored to see what became of them: lead × day. By default the
-- first days of the latest months whose outcome is known, and of the months since, to see whether
-- leads still look alike; or your own days per lead, from the var lead_scoring__cutoffs
-- (lead_id, cutoff_date).
{{ config(materialized=lead_scoring.small_step()) }}
{% set has_own_cutoffs = lead_scoring.input_relation('cutoffs', required=false) %}
{% set latest = lead_scoring.add_days(
    lead_scoring.as_of_date(), '-' ~ (var('lead_scoring__outcome_days', 90) | int)
) %}
{% set latest_month = dbt.date_trunc('month', latest) %}
{% set months_since = (var('lead_scoring__outcome_days', 90) | int) // 28 + 1 %}

with leads as (
    select
        lead_id,
        created_on
    from {{ ref('stg_lead_scoring__leads') }}
),

{% if has_own_cutoffs -%}
own_cutoffs as (
    select
        leads.lead_id,
        cutoffs.cutoff_date,
        leads.created_on
    from {{ ref('stg_lead_scoring__cutoffs') }} as cutoffs
    inner join leads on cutoffs.lead_id = leads.lead_id
    where cutoffs.rejection_reason is null
),
{%- else -%}
months as (
    {%- for month in range(
        -months_since, var('lead_scoring__cutoff_months', 12) | int
    ) %}
    select
        cast({{ dbt.dateadd('month', -month, latest_month) }} as date) as cutoff_date
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

own_cutoffs as (
    select
        leads.lead_id,
        months.cutoff_date,
        leads.created_on
    from leads
    cross join months
    where months.cutoff_date <= {{ lead_scoring.as_of_date() }}
),
{%- endif %}

final as (
    select
        own_cutoffs.lead_id,
        own_cutoffs.cutoff_date
    from own_cutoffs
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on own_cutoffs.lead_id = conversions.lead_id
    where
        own_cutoffs.created_on <= own_cutoffs.cutoff_date
        -- Only open leads: one that has converted has nothing left to predict.
        and (conversions.converted_on is null or conversions.converted_on > own_cutoffs.cutoff_date)
)

select * from final
