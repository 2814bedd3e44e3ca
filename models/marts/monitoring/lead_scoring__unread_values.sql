-- What cells say that cannot be read in the type that was declared, and count as unknown: input ×
-- column × reason. The rows themselves are used; whole rows that are not are in
-- lead_scoring__rejected_records.
{% set properties = lead_scoring.event_fields() | rejectattr('type', 'equalto', 'text') | list %}
{% set leads = ref('stg_lead_scoring__leads') %}
{% set columns = [
    ('leads', ref('base_lead_scoring__leads'), 'updated_at', 'date',
        'updated_at', 'updated_at_text'),
    ('conversions', ref('base_lead_scoring__conversions'), 'amount', 'number',
        'amount', 'text_amount'),
] %}
{%- set people = [('leads', ref('base_lead_scoring__leads'))] %}
{%- if lead_scoring.input_relation('lead_history', required=false) %}
{%- do people.append(('lead_history', ref('base_lead_scoring__lead_history'))) %}
{%- endif %}
{%- for input, relation in people %}
{%- for field in lead_scoring.lead_fields()
    if field.kind == 'declared' and field.type != 'text' %}
{%- do columns.append((input, relation, field.name, field.type, field.column,
    lead_scoring.user_column('text', field.name))) %}
{%- endfor %}
{%- endfor %}
{#- An address of which no domain can be read is known, and its domain is not. -#}
{%- set declared = lead_scoring.lead_fields() | selectattr('kind', 'equalto', 'declared')
    | map(attribute='name') | list %}
{%- if 'email' in declared and 'email_domain' not in declared %}
{%- do columns.append(('leads', leads, 'email', 'address',
    lead_scoring.user_column('attribute', 'email_domain'),
    lead_scoring.user_column('attribute', 'email'))) %}
{%- endif %}
{%- for property in properties %}
{%- do columns.append(('events', 'read_events', property.name, property.type, property.column,
    lead_scoring.user_column('text', property.name))) %}
{%- endfor %}

with
{%- if properties %}
erased as (
    {{ lead_scoring.erased_leads() }}
),

trimmed_events as (
    select
        {%- for property in properties %}
        {{- lead_scoring.trimmed_field(
            'lead_scoring_row.' ~ lead_scoring.input_column('events', property.name), property
        ) }}
        {%- endfor %}
        {{ lead_scoring.clean_id(
            'lead_scoring_row.' ~ lead_scoring.input_column('events', 'lead_id')
        ) }}
            as lead_id
    from {{ lead_scoring.input_relation('events') }} as lead_scoring_row
),

read_events as (
    select
        {%- for property in properties %}
        trimmed_events.{{ lead_scoring.user_column('text', property.name) }},
        {{ lead_scoring.clean_field(property) }} as {{ property.column }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from trimmed_events
    left join erased on trimmed_events.lead_id = erased.lead_id
    where erased.lead_id is null
),
{% endif %}
cells as (
    {%- for input, relation, name, type, value, text in columns %}
    select
        '{{ input }}' as input_name,
        '{{ name }}' as column_name,
        '{{ type }}' as declared_type,
        {{ text }} as written,
        {{ value }} is null as is_unread
    from {{ relation }}
    where {{ text }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counts as (
    select
        input_name,
        column_name,
        cast(count(*) as bigint) as written_values
    from cells
    group by input_name, column_name
),

unread as (
    select
        input_name,
        column_name,
        written,
        case
            when declared_type = 'date' then 'unparseable_date'
            when declared_type = 'boolean' then 'not_true_or_false'
            when declared_type = 'address' then 'not_an_address'
            when {{ lead_scoring.matches_pattern('written', lead_scoring._one_or_thousand()) }}
                then 'one_or_thousand'
            when {{ lead_scoring.read_number('written', '1 = 1') }} is not null then 'out_of_range'
            else 'not_a_number'
        end as reason
    from cells
    where is_unread
),

final as (
    select
        unread.input_name,
        unread.column_name,
        unread.reason,
        cast(count(*) as bigint) as unread_values,
        max(counts.written_values) as written_values,
        min(substring(unread.written, 1, 40)) as example
    from unread
    inner join counts
        on unread.input_name = counts.input_name and unread.column_name = counts.column_name
    group by unread.input_name, unread.column_name, unread.reason
)

select * from final
