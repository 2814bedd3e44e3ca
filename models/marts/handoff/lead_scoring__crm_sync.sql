-- What a reverse-ETL tool has to send to the CRM now: one row a lead that the CRM has otherwise, or
-- not at all, and one a lead that it must forget. Column names serve as HubSpot property names.
{%- set fields = {
    'lead_score_model': 'scores.model_id',
    'lead_score': 'cast(floor(scores.total_score) as integer)',
    'lead_score_fit': 'cast(floor(scores.fit_score) as integer)',
    'lead_score_engagement': 'cast(floor(scores.engagement_score) as integer)',
    'lead_score_grade': 'scores.fit_grade',
    'lead_score_band': 'scores.engagement_band',
    'lead_score_class': 'scores.score_class',
    'lead_score_stage': 'scores.stage',
    'lead_score_is_mql': 'scores.is_mql',
    'lead_score_is_disqualified': 'scores.is_disqualified',
    'lead_score_priority': 'scores.priority',
    'lead_score_next_action': 'scores.next_action',
    'lead_score_channel': 'scores.channel',
    'lead_score_reasons': 'left(reasons.top_positive_rules, 255)',
    'lead_score_last_activity': 'scores.last_activity_date',
} %}
{%- set texts = {} %}
{%- for name in fields %}
{%- do texts.update({name: 'cast(' ~ name ~ ' as ' ~ dbt.type_string() ~ ')'}) %}
{%- endfor %}

-- Two live scoring models never share a lead: the check of the files sees to it.
with scores as (
    select * from {{ ref('lead_scoring__lead_scores') }}
    where model_status = 'live'
),

synced as (
    select * from {{ ref('stg_lead_scoring__crm_synced') }}
    where rejection_reason is null and row_hash is not null
),

-- Scores in whole points, rounded down so that none seems to have reached a bar before it has, and
-- reasons without points: decay would send every lead again every day.
content as (
    select
        {%- for name, expression in fields.items() %}
        {{ expression }} as {{ name }},
        {%- endfor %}
        scores.lead_id
    from scores
    left join {{ ref('int_lead_scoring__reasons') }} as reasons
        on scores.lead_id = reasons.lead_id
        and scores.model_id = reasons.model_id
),

hashed as (
    select
        *,
        {{ lead_scoring.row_hash(texts) }} as row_hash
    from content
),

final as (
    select
        {%- for name in fields %}
        hashed.{{ name }},
        {%- endfor %}
        hashed.row_hash,
        coalesce(hashed.lead_id, synced.lead_id) as lead_id,
        {{ lead_scoring.day_of(['lead_scoring__lead_scores']) }} as as_of_date,
        case when hashed.lead_id is null then 'delete' else 'upsert' end as operation
    from hashed
    full join synced on hashed.lead_id = synced.lead_id
    where coalesce(hashed.row_hash, '') <> coalesce(synced.row_hash, '')
)

select * from final
