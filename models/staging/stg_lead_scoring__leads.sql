-- One row a lead: its attributes, cleaned, and what can be derived from them.
{{ config(materialized='table') }}
{% set fields = lead_scoring.lead_fields() %}
{% set declared = fields | selectattr('kind', 'equalto', 'declared') | map(attribute='name') | list %}
{% set derived = fields | selectattr('kind', 'equalto', 'derived') | map(attribute='name') | list %}
{% set title = 'job_title' if 'job_title' in declared else ('title' if 'title' in declared) %}
{% set text_of = {'email': 'leads.' ~ adapter.quote('email') if 'email' in declared else none,
                  'title': 'leads.' ~ adapter.quote(title) if title else none,
                  'country': 'leads.' ~ adapter.quote('country') if 'country' in declared else none} %}

with leads as (
    select * from {{ ref('base_lead_scoring__leads') }}
    where rejection_reason is null
),

-- Separators become spaces, so that patterns match whole words: "director" is no "cto".
titles as (
    select distinct
        {{ text_of.title or "cast(null as " ~ dbt.type_string() ~ ")" }} as title,
        ' ' || lower(
            {{ lead_scoring.separators_as_spaces(text_of.title or "''") }}
        ) || ' ' as words
    from leads
),

title_matches as (
    select
        titles.title,
        patterns.attribute,
        patterns.label,
        row_number() over (
            partition by titles.title, patterns.attribute
            order by patterns.priority, patterns.pattern
        ) as match_number
    from titles
    inner join {{ ref('stg_lead_scoring__title_patterns') }} as patterns
        on {{ dbt.position("' ' || patterns.pattern || ' '", 'titles.words') }} > 0
),

title_labels as (
    select
        title,
        max(case when attribute = 'seniority' then label end) as title_seniority,
        max(case when attribute = 'department' then label end) as title_department
    from title_matches
    where match_number = 1
    group by title
),

email_domains as (
    select
        lead_id,
        {% if text_of.email -%}
        nullif(
            case
                when {{ dbt.position("'@'", text_of.email) }} > 0
                    then {{ dbt.split_part(text_of.email, "'@'", 2) }}
            end, ''
        )
        {%- else -%}
        cast(null as {{ dbt.type_string() }})
        {%- endif %} as email_domain
    from leads
),

free_email_domains as (
    select distinct email_domain
    from {{ ref('stg_lead_scoring__free_email_domains') }}
),

countries as (
    select
        spelling,
        min(country) as country
    from {{ ref('stg_lead_scoring__countries') }}
    group by spelling
),

final as (
    select
        leads.lead_id,
        leads.created_at,
        cast(leads.created_at as date) as created_on
        {%- for name in declared %},
        {% if name == 'country' -%}
        coalesce(countries.country, leads.{{ adapter.quote(name) }}) as {{ adapter.quote(name) }}
        {%- else -%}
        leads.{{ adapter.quote(name) }}
        {%- endif %}
        {%- endfor %}
        {%- if 'email_domain' in derived %},
        email_domains.email_domain
        {%- endif %}
        {%- if 'is_free_email' in derived %},
        case
            when email_domains.email_domain is not null
                then case when free_email_domains.email_domain is null then 'false' else 'true' end
        end as is_free_email
        {%- endif %}
        {%- if 'title_seniority' in derived %},
        title_labels.title_seniority
        {%- endif %}
        {%- if 'title_department' in derived %},
        title_labels.title_department
        {%- endif %}
        {%- if 'country' in derived %},
        cast(null as {{ dbt.type_string() }}) as {{ adapter.quote('country') }}
        {%- endif %}
    from leads
    left join email_domains on leads.lead_id = email_domains.lead_id
    left join free_email_domains on email_domains.email_domain = free_email_domains.email_domain
    left join title_labels
        on {{ text_of.title or "cast(null as " ~ dbt.type_string() ~ ")" }} = title_labels.title
    left join countries
        on lower({{ text_of.country or "cast(null as " ~ dbt.type_string() ~ ")" }}) = countries.spelling
)

select * from final
