-- What was published of a lead on a day in the past, and by which rules. Shows the first of the MQL
-- list on the latest day; ask of another with
--     dbt show --select why_was_this_lead_an_mql_on --vars '{lead_id: L0263, day: 2026-03-03}'
{% set lead_id, day = var('lead_id', none), var('day', none) %}

with chosen as (
    select
        lead_id,
        cast({{ "'" ~ day ~ "'" if day else lead_scoring.as_of_date() }} as date) as asked_for
    {%- if lead_id %}
    from (select '{{ dbt.escape_single_quotes(lead_id | string) }}' as lead_id) as lead
    {%- else %}
    from {{ ref('lead_scoring__mql_list') }}
    where list_rank = 1
    {%- endif %}
),

-- The latest publication up to that day: on some days nothing may have been published.
publication as (
    select max(publications.publication_number) as publication_number
    from {{ ref('lead_scoring__publications') }} as publications
    cross join chosen
    where publications.published_on <= chosen.asked_for
),

published_models as (
    select publications.*
    from {{ ref('lead_scoring__publications') }} as publications
    inner join publication
        on publications.publication_number = publication.publication_number
),

changes as (
    select
        history.*,
        chosen.asked_for,
        row_number() over (partition by history.model_id order by history.change_number desc) as age
    from {{ ref('lead_scoring__score_history') }} as history
    inner join chosen
        on history.lead_id = chosen.lead_id
        and history.published_on <= chosen.asked_for
),

final as (
    select
        changes.lead_id,
        changes.model_id,
        published.model_status,
        changes.asked_for,
        published.published_on,
        changes.published_on as unchanged_since,
        changes.change_kind,
        changes.is_mql,
        changes.stage,
        changes.score_class,
        changes.fit_score,
        changes.engagement_score,
        changes.total_score,
        changes.top_positive_reasons,
        changes.top_negative_reasons,
        changes.disqualified_reasons,
        published.rules_fingerprint,
        coalesce(published.rules_fingerprint = today.rules_fingerprint, false)
            as rules_are_those_of_today
    from changes
    left join published_models as published on changes.model_id = published.model_id
    left join {{ ref('int_lead_scoring__rules_fingerprints') }} as today
        on changes.model_id = today.model_id
    where changes.age = 1
)

select * from final
