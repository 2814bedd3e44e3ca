-- About your data: more than a tenth of an input that is rejected for one reason is seldom chance,
-- and most often a wrong column name or date format. Rows that repeat others word by word are
-- harmless and do not count, nor do erased leads or cutoffs after a conversion.
{{ config(severity='warn') }}
with records as (
    {%- for input, relation in [
        ('leads', ref('base_lead_scoring__leads')),
        ('conversions', ref('base_lead_scoring__conversions')),
        ('dispositions', ref('stg_lead_scoring__dispositions')),
        ('cutoffs', ref('stg_lead_scoring__cutoffs')),
    ] %}
    select
        '{{ input }}' as input_name,
        count(*) as input_rows
    from {{ relation }}
    union all
    {%- endfor %}
    -- Events have been counted already, and to read them is dear.
    select
        'events' as input_name,
        sum(events) as input_rows
    from {{ ref('int_lead_scoring__event_counts') }}
)

select
    rejected.input_name,
    rejected.rejection_reason,
    rejected.rejected_records,
    records.input_rows
from {{ ref('lead_scoring__rejected_records') }} as rejected
inner join records on rejected.input_name = records.input_name
where
    rejected.rejection_reason not in ('duplicate', 'erased', 'already_converted')
    and rejected.rejected_records > 0.1 * records.input_rows
