{#- The past days for which leads are scored to see what became of them. By default the first days
    of the latest months whose outcome is known, and of the months since, to see whether leads still
    look alike; or your own days per lead, from the var lead_scoring__cutoffs. The macro gives a
    list of CTEs, to stand in the caller's with clause, of which the last, `cutoff_dates`, has one
    row a lead × day (cutoff_date). -#}
{% macro cutoff_dates() -%}
{%- set outcome_days = lead_scoring.setting('outcome_days') -%}
{%- set latest = lead_scoring.add_days(lead_scoring.as_of_date(), -outcome_days) -%}
{%- set latest_month = dbt.date_trunc('month', latest) -%}
{%- set months_since = outcome_days // 28 + 1 -%}
{%- if lead_scoring.input_relation('cutoffs', required=false) -%}
_ls_possible_cutoffs as (
    select
        leads.lead_id,
        cutoffs.cutoff_date,
        leads.created_on
    from {{ ref('stg_lead_scoring__cutoffs') }} as cutoffs
    inner join {{ ref('stg_lead_scoring__leads') }} as leads on cutoffs.lead_id = leads.lead_id
    where cutoffs.rejection_reason is null
),
{%- else -%}
_ls_cutoff_months as (
    {%- for month in range(-months_since, lead_scoring.setting('cutoff_months')) %}
    {%- set first_day = lead_scoring.on_one_line(dbt.dateadd('month', -month, latest_month)) %}
    select cast({{ first_day }} as date) as cutoff_date{{ ' union all' if not loop.last }}
    {%- endfor %}
),

_ls_possible_cutoffs as (
    select
        leads.lead_id,
        months.cutoff_date,
        leads.created_on
    from {{ ref('stg_lead_scoring__leads') }} as leads
    cross join _ls_cutoff_months as months
    where months.cutoff_date <= {{ lead_scoring.as_of_date() }}
),
{%- endif %}

cutoff_dates as (
    select
        cutoffs.lead_id,
        cutoffs.cutoff_date
    from _ls_possible_cutoffs as cutoffs
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on cutoffs.lead_id = conversions.lead_id
    where
        cutoffs.created_on <= cutoffs.cutoff_date
        {# Only open leads: one that has converted has nothing left to predict. #}
        and (conversions.converted_on is null or conversions.converted_on > cutoffs.cutoff_date)
)
{%- endmacro %}
