-- What the inputs contained that was not used, and why: input × reason. The base models leave rows
-- of erased leads out, so that they are in no relation; here they are counted.
{% set inputs = [
    'leads', 'lead_history', 'events', 'conversions', 'dispositions', 'lead_aliases', 'cutoffs',
    'holdout', 'erased_leads', 'crm_synced',
] %}
{% set relations = {} %}
{% for input in inputs if input != 'erased_leads' %}
{% set relation = lead_scoring.input_relation(input, required=false) %}
{% do relations.update({input: relation}) if relation %}
{% endfor %}

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

{% for input in inputs if input != 'events' -%}
{{ input }} as (
    select
        '{{ input }}' as input_name,
        rejection_reason,
        count(*) as rejected_records
    from {{ ref('base_lead_scoring__' ~ input) }}
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
