-- Which companies are warm, by the people known there: account × live scoring model. The score is
-- its best lead's, with engagement up to half of the maximum, and what further people add: the
-- second half of their engagement, the third a quarter, … each bounded by how well they fit. So
-- it takes several fitting people to make an account hot, and one busy intern does not.
{%- set account_field = lead_scoring.account_field() %}
{%- set fields = lead_scoring.lead_fields() | map(attribute='name') | list %}
{%- set name_field = 'company' if 'company' in fields else account_field %}
{%- set as_of_date = lead_scoring.as_of_date() %}
{%- set engaged_days = 30 %}
{# Further people would add less than a ten-thousandth of a point. #}
{%- set most_people = 20 %}
{%- set trend_change = 0.25 %}

with lead_scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
    where model_status = 'live' and disqualified_reasons is null
),

models as (
    select * from {{ ref('int_lead_scoring__models') }}
),

conversions as (
    select * from {{ ref('stg_lead_scoring__conversions') }}
),

activity as (
    select distinct
        lead_id,
        activity_date,
        activity_date > {{ lead_scoring.add_days(as_of_date, -7) }} as is_recent
    from {{ ref('int_lead_scoring__active_days') }}
    where activity_date > {{ lead_scoring.add_days(as_of_date, -28) }}
),

free_email_domains as (
    select distinct email_domain
    from {{ ref('stg_lead_scoring__free_email_domains') }}
),

labelled_leads as (
    select
        lead_id,
        {{ lead_scoring.user_column('attribute', 'title_department') }} as title_department,
        {{ lead_scoring.user_column('attribute', 'title_seniority') }} as title_seniority,
        {{ lead_scoring.user_column('attribute', account_field) }} as account_field,
        {{ lead_scoring.user_column('attribute', name_field) }} as name_field
    from {{ ref('stg_lead_scoring__leads') }}
),

spellings as (
    select
        lead_id,
        title_department,
        title_seniority,
        cast(account_field as {{ dbt.type_string() }}) as spelling,
        cast(name_field as {{ dbt.type_string() }}) as written_name
    from labelled_leads
),

-- People with a free e-mail address have nothing in common.
account_leads as (
    select
        spellings.*,
        lower(spellings.spelling) as account_id
    from spellings
    left join free_email_domains
        on lower(spellings.spelling) = free_email_domains.email_domain
    where spellings.spelling is not null and free_email_domains.email_domain is null
),

name_counts as (
    select
        account_id,
        coalesce(written_name, spelling) as account_name,
        row_number() over (
            partition by account_id
            order by
                case when written_name is null then 1 else 0 end,
                count(*) desc,
                coalesce(written_name, spelling)
        ) as name_number
    from account_leads
    group by account_id, written_name, spelling
),

people as (
    select
        account_leads.account_id,
        account_leads.title_department,
        account_leads.title_seniority,
        lead_scores.lead_id,
        lead_scores.model_id,
        lead_scores.fit_score,
        lead_scores.total_score,
        lead_scores.is_mql,
        lead_scores.last_activity_date,
        conversions.lead_id is not null as is_converted,
        lead_scores.engagement_score > 0
        and coalesce(lead_scores.days_since_last_activity < {{ engaged_days }}, false)
            as is_engaged,
        models.engagement_max / 2.0 as most_engagement,
        lead_scores.fit_score / nullif(models.fit_max, 0) as fit_share,
        lead_scores.engagement_score
    from account_leads
    inner join lead_scores on account_leads.lead_id = lead_scores.lead_id
    inner join models on lead_scores.model_id = models.model_id
    left join conversions on account_leads.lead_id = conversions.lead_id
),

-- A maximum that a scoring model does not have bounds nothing.
bounded_people as (
    select
        *,
        least(engagement_score, coalesce(most_engagement, engagement_score)) as engagement
    from people
),

counted_people as (
    select
        *,
        fit_score + engagement as counted_score,
        least(engagement, coalesce(most_engagement * fit_share, engagement)) as can_add
    from bounded_people
),

ranked_people as (
    select
        *,
        row_number() over (
            partition by account_id, model_id order by can_add desc, lead_id asc
        ) as add_rank,
        row_number() over (
            partition by account_id, model_id
            order by total_score desc, last_activity_date desc nulls last, lead_id asc
        ) as score_rank
    from counted_people
),

accounts as (
    select
        account_id,
        model_id,
        count(*) as leads,
        max(case when score_rank = 1 then lead_id end) as best_lead_id,
        max(total_score) as best_score,
        max(counted_score) as best_counted_score,
        sum(
            case
                when add_rank between 2 and {{ most_people }}
                    then
                        can_add
                        * power(cast(0.5 as {{ lead_scoring.type_double() }}), add_rank - 1)
                else 0
            end
        ) as added_score,
        sum(case when is_engaged then 1 else 0 end) as engaged_people,
        sum(case when is_mql then 1 else 0 end) as mqls,
        sum(case when is_converted then 1 else 0 end) as converted_leads,
        max(last_activity_date) as last_activity_date
    from ranked_people
    group by account_id, model_id
),

scored_accounts as (
    select
        *,
        {{ lead_scoring.round_points('best_counted_score + added_score') }} as account_score
    from accounts
),

{% for label in ['department', 'seniority'] -%}
{{ label }}_lists as (
    select
        account_id,
        model_id,
        count(*) as labels,
        {{ lead_scoring.list_text('label', ', ', 'label') }} as label_list
    from (
        select distinct
            account_id,
            model_id,
            cast(title_{{ label }} as {{ dbt.type_string() }}) as label
        from people
        where is_engaged and title_{{ label }} is not null
    ) as labels_of_people
    group by account_id, model_id
),

{% endfor -%}
-- Days on which a person did something, so that a hundred clicks of one person in one day count
-- once.
active_days as (
    select
        people.account_id,
        people.model_id,
        sum(case when activity.is_recent then 1 else 0 end) as last_week,
        sum(case when activity.is_recent then 0 else 1 end) as three_weeks_before
    from people
    inner join activity on people.lead_id = activity.lead_id
    group by people.account_id, people.model_id
),

final as (
    select
        cast(
            row_number() over (
                partition by scored_accounts.model_id
                order by
                    scored_accounts.account_score desc,
                    scored_accounts.engaged_people desc,
                    scored_accounts.best_score desc,
                    scored_accounts.account_id asc
            ) as integer
        ) as account_rank,
        scored_accounts.account_id,
        scored_accounts.model_id,
        {{ lead_scoring.day_of(['lead_scoring__lead_scores']) }} as as_of_date,
        name_counts.account_name,
        scored_accounts.account_score,
        cast(scored_accounts.leads as bigint) as leads,
        scored_accounts.best_lead_id,
        scored_accounts.best_score,
        cast(scored_accounts.engaged_people as bigint) as engaged_people,
        cast(scored_accounts.mqls as bigint) as mqls,
        cast(scored_accounts.converted_leads as bigint) as converted_leads,
        {%- for label, plural in [
            ('department', 'departments'), ('seniority', 'seniorities'),
        ] %}
        cast(coalesce({{ label }}_lists.labels, 0) as bigint) as {{ plural }}_covered,
        {{ label }}_lists.label_list as {{ label }}_list,
        {%- endfor %}
        cast(coalesce(active_days.last_week, 0) as bigint) as engagement_last_7_days,
        {{ lead_scoring.round_points('coalesce(active_days.three_weeks_before, 0) / 3.0') }}
            as engagement_weekly_average_before,
        case
            when active_days.account_id is null then 'quiet'
            when
                3 * active_days.last_week
                > {{ 1 + trend_change }} * active_days.three_weeks_before
                then 'rising'
            when
                3 * active_days.last_week
                < {{ 1 - trend_change }} * active_days.three_weeks_before
                then 'falling'
            else 'steady'
        end as engagement_trend,
        scored_accounts.last_activity_date
    from scored_accounts
    inner join name_counts
        on scored_accounts.account_id = name_counts.account_id
        and name_counts.name_number = 1
    {%- for labels in ['department_lists', 'seniority_lists', 'active_days'] %}
    left join {{ labels }}
        on scored_accounts.account_id = {{ labels }}.account_id
        and scored_accounts.model_id = {{ labels }}.model_id
    {%- endfor %}
)

select * from final
