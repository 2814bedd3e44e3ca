-- Every row of an input is either used or counted in lead_scoring__rejected_records, and no key is
-- used twice. With lead_scoring__lookback_days it also fails if older events came in than the
-- lookback lets stand: scores do not know of them until a run with --full-refresh. One test for
-- all inputs, because each pass over the events is dear.
{% set inputs = [] %}
{% for input, used, key in [
    ('leads', ref('stg_lead_scoring__leads'), 'lead_id'),
    ('events', ref('stg_lead_scoring__events'), 'event_id'),
    ('conversions', ref('base_lead_scoring__conversions'), none),
    ('dispositions', ref('base_lead_scoring__dispositions'), none),
] %}
{% set relation = lead_scoring.input_relation(input, required=(input != 'dispositions')) %}
{% if relation %}
{% do inputs.append((input, relation, used, key)) %}
{% endif %}
{% endfor %}
with
{%- for input, relation, used, key in inputs %}
{{ input }}_rows as (
    select count(*) as input_rows
    from {{ relation }}
),

{{ input }}_used as (
    select
        count(*) as used_rows,
        {#- Without a key there is nothing to compare: a lead may convert twice. #}
        count({{ 'distinct ' ~ key if key else '*' }}) as used_keys
    from {{ used }}
    {%- if not key %}
    where rejection_reason is null
    {%- endif %}
),
{% endfor %}
events_counted as (
    select coalesce(sum(events), 0) as used_rows
    from {{ ref('int_lead_scoring__event_counts') }}
    where rejection_reason is null
),

rejected as (
    select
        input_name,
        sum(rejected_records) as rejected_rows
    from {{ ref('lead_scoring__rejected_records') }}
    group by input_name
),

counts as (
    {%- for input, relation, used, key in inputs %}
    select
        '{{ input }}' as input_name,
        {{ input }}_rows.input_rows,
        {{ 'events_counted' if input == 'events' else input ~ '_used' }}.used_rows,
        {{ input }}_used.used_keys
    from {{ input }}_rows
    cross join {{ input }}_used
    {%- if input == 'events' %}
    cross join events_counted
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    counts.*,
    coalesce(rejected.rejected_rows, 0) as rejected_rows
from counts
left join rejected on counts.input_name = rejected.input_name
where
    counts.input_rows <> counts.used_rows + coalesce(rejected.rejected_rows, 0)
    or counts.used_keys <> counts.used_rows
