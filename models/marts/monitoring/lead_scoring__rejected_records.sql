-- What the inputs contained that was not used, and why: input × reason. The staged inputs leave
-- rows of erased leads out, so that they are in no relation; here they are counted. Nor does a
-- relation list who is to be erased.
{%- set staged = {
    'leads': ref('base_lead_scoring__leads'),
    'lead_history': ref('base_lead_scoring__lead_history'),
    'conversions': ref('base_lead_scoring__conversions'),
    'dispositions': ref('stg_lead_scoring__dispositions'),
    'lead_aliases': ref('base_lead_scoring__lead_aliases'),
    'cutoffs': ref('stg_lead_scoring__cutoffs'),
    'holdout': ref('stg_lead_scoring__holdout'),
    'crm_synced': ref('stg_lead_scoring__crm_synced'),
    'erased_leads': 'judged_erased_leads',
} %}
{%- set erased_columns = [{'source': lead_scoring.input_column('erased_leads', 'lead_id')}] %}
{%- set inputs = ['events'] + staged | list %}
{%- set relations = {} %}
{#- What the CRM has of an erased lead is used: it is told to delete it. #}
{%- for input in inputs if input not in ['erased_leads', 'crm_synced'] %}
{%- set relation = lead_scoring.input_relation(input, required=false) %}
{%- do relations.update({input: relation}) if relation %}
{%- endfor %}

with erased as (
    {{ lead_scoring.erased_leads() }}
),

events as (
    select
        'events' as input_name,
        rejection_reason,
        cast(sum(events) as bigint) as rejected_records
    from {{ ref('int_lead_scoring__event_counts') }}
    where rejection_reason is not null
    group by rejection_reason
),

given_erased_leads as (
    {{ lead_scoring.optional_input('erased_leads', erased_columns) }}
),

cleaned_erased_leads as (
    select {{ lead_scoring.clean_id(erased_columns[0].source) }} as lead_id
    from given_erased_leads
),

ranked_erased_leads as (
    select
        lead_id,
        row_number() over (partition by lead_id order by lead_id) as copy_number
    from cleaned_erased_leads
),

judged_erased_leads as (
    select
        case
            when lead_id is null then 'no_id'
            when copy_number > 1 then 'duplicate'
        end as rejection_reason
    from ranked_erased_leads
),

{% for input, relation in staged.items() -%}
{{ input }} as (
    select
        '{{ input }}' as input_name,
        rejection_reason,
        count(*) as rejected_records
    from {{ relation }}
    where rejection_reason is not null
    group by rejection_reason
),

{% endfor -%}
{% for input, relation in relations.items() -%}
{% set is_erased = [] -%}
{% for id in ['alias_lead_id', 'lead_id'] if id == 'lead_id' or input == 'lead_aliases' -%}
{% set column = 'input_rows.' ~ lead_scoring.input_column(input, id) -%}
{% do is_erased.append(lead_scoring.clean_id(column) ~ ' in (select lead_id from erased)') -%}
{% endfor -%}
{{ input }}_erased as (
    select
        '{{ input }}' as input_name,
        'erased' as rejection_reason,
        count(*) as rejected_records
    from {{ relation }} as input_rows
    where {{ is_erased | join(' or ') }}
    having count(*) > 0
),

{% endfor -%}
final as (
    {%- for input in inputs %}
    select * from {{ input }}
    union all
    {%- endfor %}
    {%- for input in relations %}
    select * from {{ input }}_erased
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
