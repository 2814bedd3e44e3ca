-- Every row of an input is either used or counted in lead_scoring__rejected_records. With
-- lead_scoring__lookback_days it also fails if older events came in than the lookback lets stand:
-- scores do not know of them until a run with --full-refresh.
{% set staged = {
    'leads': ref('base_lead_scoring__leads'),
    'lead_history': ref('base_lead_scoring__lead_history'),
    'conversions': ref('base_lead_scoring__conversions'),
    'dispositions': ref('stg_lead_scoring__dispositions'),
    'lead_aliases': ref('base_lead_scoring__lead_aliases'),
    'cutoffs': ref('stg_lead_scoring__cutoffs'),
    'holdout': ref('stg_lead_scoring__holdout'),
    'crm_synced': ref('stg_lead_scoring__crm_synced'),
} %}
{% set relations = {} %}
{% for input in ['events'] + staged | list %}
{% set relation = lead_scoring.input_relation(input, required=false) %}
{% do relations.update({input: relation}) if relation %}
{% endfor %}

with input_rows as (
    {%- for input, relation in relations.items() %}
    select
        '{{ input }}' as input_name,
        count(*) as input_rows
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Events have been counted already, and to read them is dear.
used as (
    select
        'events' as input_name,
        cast(coalesce(sum(events), 0) as bigint) as used_rows
    from {{ ref('int_lead_scoring__event_counts') }}
    where rejection_reason is null
    {%- for input, relation in staged.items() %}
    union all
    select
        '{{ input }}' as input_name,
        count(*) as used_rows
    from {{ relation }}
    where rejection_reason is null
    {%- endfor %}
),

rejected as (
    select
        input_name,
        sum(rejected_records) as rejected_rows
    from {{ ref('lead_scoring__rejected_records') }}
    group by input_name
)

select
    input_rows.input_name,
    input_rows.input_rows,
    used.used_rows,
    coalesce(rejected.rejected_rows, 0) as rejected_rows
from input_rows
inner join used on input_rows.input_name = used.input_name
left join rejected on input_rows.input_name = rejected.input_name
where input_rows.input_rows <> used.used_rows + coalesce(rejected.rejected_rows, 0)
