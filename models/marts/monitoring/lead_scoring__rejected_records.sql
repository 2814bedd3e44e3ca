-- What the inputs contained that was not used, and why: input × reason.
{% set inputs = [
    'leads', 'lead_history', 'events', 'conversions', 'dispositions', 'lead_aliases', 'cutoffs',
] %}

with
{%- for input in inputs %}
{{ input }} as (
    select
        '{{ input }}' as input_name,
        rejection_reason,
        count(*) as rejected_records
    from {{ ref('base_lead_scoring__' ~ input) }}
    where rejection_reason is not null
    group by rejection_reason
),
{% endfor %}

final as (
    {%- for input in inputs %}
    select * from {{ input }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
