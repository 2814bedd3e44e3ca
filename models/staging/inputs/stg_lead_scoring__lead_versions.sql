-- What was known of a lead from one day to another: lead × valid_from. Its attributes, cleaned,
-- and what can be derived from its e-mail address, job title and country, as far as these are
-- declared in lead_scoring__lead_attributes. Without a history a lead has one version, valid for
-- ever; the first version of a history is taken to have been true before it as well.
{{ config(materialized='table') }}
{%- set has_history = lead_scoring.input_relation('lead_history', required=false) %}
{%- set attributes = lead_scoring.lead_fields()
    | selectattr('kind', 'equalto', 'declared') | list %}
{%- set declared = attributes | map(attribute='name') | list %}
{#- Something is read from these where they are texts. #}
{%- set texts = attributes | selectattr('type', 'equalto', 'text') | map(attribute='name') | list %}
{%- set title = 'job_title' if 'job_title' in texts else 'title' %}
{%- set reads_country = 'country' in texts or 'country' not in declared %}
{%- set as_they_are = attributes
    | rejectattr('name', 'in', ['country'] if reads_country else []) | list %}
{%- set raw_fields = [('raw_email', 'email'), ('raw_title', title), ('raw_country', 'country')] %}
{%- set derived = {
    'email_domain': 'email_domains.email_domain',
    'is_free_email': 'email_domains.is_free_email',
    'title_seniority': 'title_labels.title_seniority',
    'title_department': 'title_labels.title_department',
} %}


with base_leads as (
    select * from {{ ref('base_lead_scoring__leads') }}
    where rejection_reason is null
),

{% if has_history -%}
history as (
    select * from {{ ref('base_lead_scoring__lead_history') }}
    where rejection_reason is null
),

last_known as (
    select
        lead_id,
        max(valid_from) as valid_from
    from history
    group by lead_id
),
{%- endif %}

-- The row in leads is a version of its own where there is no history or where it is newer, and was
-- known by the as-of date.
dated as (
    select
        leads.lead_id,
        leads.created_at,
        {% for attribute in attributes -%}
        leads.{{ attribute.column }},
        {% endfor -%}
        cast(leads.updated_at as date) as known_from
    from base_leads as leads
    {% if has_history -%}
    left join last_known on leads.lead_id = last_known.lead_id
    where
        last_known.lead_id is null
        or (
            cast(leads.updated_at as date) > last_known.valid_from
            and not leads.is_future_version
        )
    union all
    select
        history.lead_id,
        leads.created_at,
        {% for attribute in attributes -%}
        history.{{ attribute.column }},
        {% endfor -%}
        history.valid_from as known_from
    from history
    inner join base_leads as leads on history.lead_id = leads.lead_id
    {%- endif %}
),

numbered as (
    select
        *,
        row_number() over (partition by lead_id order by known_from) as version_number,
        lead(known_from) over (partition by lead_id order by known_from) as next_known_from
    from dated
),

leads as (
    select
        *,
        case when version_number > 1 then known_from end as valid_from,
        {{ lead_scoring.add_days('next_known_from', -1) }} as valid_to,
        {% for alias, name in raw_fields -%}
        {% if name in texts -%}
        {{ lead_scoring.user_column('attribute', name) }} as {{ alias }},
        {% else -%}
        cast(null as {{ dbt.type_string() }}) as {{ alias }},
        {% endif -%}
        {% endfor -%}
        cast(created_at as date) as created_on
    from numbered
),

-- Separators become spaces, so that patterns match whole words: "director" is no "cto".
titles as (
    select distinct
        raw_title,
        ' ' || lower({{ lead_scoring.separators_as_spaces('raw_title') }}) || ' ' as words
    from leads
    where raw_title is not null
),

title_matches as (
    select
        titles.raw_title,
        patterns.attribute,
        patterns.label,
        row_number() over (
            partition by titles.raw_title, patterns.attribute
            order by patterns.priority, patterns.pattern
        ) as match_number
    from titles
    inner join {{ ref('stg_lead_scoring__title_patterns') }} as patterns
        on {{ dbt.position("' ' || patterns.pattern || ' '", 'titles.words') }} > 0
),

title_labels as (
    select
        raw_title,
        max(case when attribute = 'seniority' then label end) as title_seniority,
        max(case when attribute = 'department' then label end) as title_department
    from title_matches
    where match_number = 1
    group by raw_title
),

free_email_domains as (
    select distinct email_domain
    from {{ ref('stg_lead_scoring__free_email_domains') }}
),

-- People write Name <a@b.com>, or leave a mark or a blank behind an address.
bare_addresses as (
    select distinct
        raw_email,
        {{ lead_scoring.bare_address('raw_email') }} as address
    from leads
),

addresses as (
    select
        raw_email,
        case
            when {{ lead_scoring.matches_pattern('address', lead_scoring._address_pattern()) }}
                then {{ lead_scoring.text_part('address', '@', 2) }}
        end as email_domain
    from bare_addresses
),

email_domains as (
    select
        addresses.raw_email,
        addresses.email_domain,
        case
            when addresses.email_domain is null then null
            when free_email_domains.email_domain is null then 'false'
            else 'true'
        end as is_free_email
    from addresses
    left join free_email_domains
        on addresses.email_domain = free_email_domains.email_domain
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
        {% for attribute in as_they_are -%}
        leads.{{ attribute.column }},
        {% endfor -%}
        {% for name, expression in derived.items() if name not in declared -%}
        {{ expression }} as {{ lead_scoring.user_column('attribute', name) }},
        {% endfor -%}
        {% if reads_country -%}
        coalesce(countries.country, leads.raw_country)
            as {{ lead_scoring.user_column('attribute', 'country') }},
        {% endif -%}
        leads.created_on,
        leads.valid_from,
        leads.valid_to
    from leads
    left join email_domains on leads.raw_email = email_domains.raw_email
    left join title_labels on leads.raw_title = title_labels.raw_title
    left join countries on lower(leads.raw_country) = countries.spelling
)

select * from final
