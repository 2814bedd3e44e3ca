-- What was published of a lead, whenever it changed: lead × scoring model × change. What was
-- published at the end of a day is each lead's latest row up to that day. Rows are only added; but
-- where leads may be erased, the table is written whole in each run, without them.
{%- set forgets = lead_scoring.input_relation('erased_leads', required=false) %}
{{ config(
    materialized='table' if forgets else 'incremental',
    unique_key=lead_scoring.merge_key('change_number'),
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}
{%- set scores = ['fit_score', 'engagement_score', 'total_score'] %}
{%- set labels = ['score_class', 'stage'] %}
{%- set flags = ['is_mql', 'is_disqualified'] %}
{%- set wording = ['disqualified_reasons', 'top_positive_reasons', 'top_negative_reasons'] %}
{%- set states = ['model_version'] + scores + ['fit_grade', 'engagement_band'] + labels + flags
    + wording %}
{%- set min_change = lead_scoring.setting('history_min_change') %}

with scored as (
    select * from {{ ref('lead_scoring__lead_scores') }}
),

fingerprints as (
    select * from {{ ref('int_lead_scoring__rules_fingerprints') }}
),

-- One row while this build is the latest publication, none when the as-of date went back or no
-- scoring model is left, which publishes nothing.
publication as (
    select max(publications.published_on) as published_on
    from {{ ref('lead_scoring__publications') }} as publications
    having
        max(publications.published_on) = {{ lead_scoring.day_of(['lead_scoring__lead_scores']) }}
        and (select count(*) from fingerprints) > 0
),

published_before as (
    {{ lead_scoring.rows_published_before() }}
),

erased as (
    {{ lead_scoring.erased_leads() }}
),

earlier as (
    select published_before.*
    from published_before
    left join erased on published_before.lead_id = erased.lead_id
    where erased.lead_id is null
),

last_change as (
    select coalesce(max(change_number), 0) as change_number
    from earlier
),

numbered as (
    select
        *,
        row_number() over (partition by lead_id, model_id order by change_number desc) as age
    from earlier
),

latest as (
    select * from numbered
    where age = 1
),

changes as (
    select
        {%- for column in states %}
        {{ 'coalesce(scored.' ~ column ~ ', false)' if column in flags else 'scored.' ~ column }}
            as {{ column }},
        {%- endfor %}
        coalesce(scored.lead_id, latest.lead_id) as lead_id,
        coalesce(scored.model_id, latest.model_id) as model_id,
        {# Gone: left the input or the audience, was merged, or its model is retired. #}
        case
            when scored.lead_id is null then 'gone'
            when latest.change_kind in ('new', 'changed') then 'changed'
            else 'new'
        end as change_kind
    from scored
    full join latest
        on scored.lead_id = latest.lead_id
        and scored.model_id = latest.model_id
    where
        (scored.lead_id is null and latest.change_kind <> 'gone')
        or (scored.lead_id is not null and coalesce(latest.change_kind, 'gone') = 'gone')
        {%- if min_change is not none %}
        {%- for score in scores %}
        {# Held against what was published, not against the day before: decay adds up. #}
        or (
            scored.{{ score }} <> latest.{{ score }}
            and abs(scored.{{ score }} - latest.{{ score }}) >= {{ min_change }}
        )
        {%- endfor %}
        {%- endif %}
        {%- for label in labels %}
        or (
            scored.lead_id is not null
            and coalesce(scored.{{ label }}, '') <> coalesce(latest.{{ label }}, '')
        )
        {%- endfor %}
        {%- for flag in flags %}
        or scored.{{ flag }} <> latest.{{ flag }}
        {%- endfor %}
),

final as (
    {%- if forgets %}
    select
        {% for column in model.columns -%}
        {{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
    from earlier
    union all
    {%- endif %}
    select
        last_change.change_number
        + row_number() over (order by changes.model_id, changes.lead_id) as change_number,
        changes.lead_id,
        changes.model_id,
        publication.published_on,
        changes.change_kind,
        {%- for column in states %}
        changes.{{ column }},
        {%- endfor %}
        fingerprints.rules_fingerprint
    from changes
    cross join publication
    cross join last_change
    left join fingerprints
        on changes.model_id = fingerprints.model_id
)

select * from final
