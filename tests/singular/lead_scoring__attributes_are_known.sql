-- About your data: an attribute that rules ask for and that is known of no lead. Its column is
-- empty, or mapped wrongly, or its values cannot be read in the type that is declared.
{{ config(severity='warn') }}
{%- set fields = lead_scoring.lead_fields() | rejectattr('kind', 'equalto', 'computed') | list %}

with counts as (
    select
        {%- for field in fields %}
        count({{ field.column }}) as known_{{ loop.index }},
        {%- endfor %}
        count(*) as leads
    from {{ ref('stg_lead_scoring__leads') }}
),

known as (
    {%- for field in fields %}
    select
        '{{ field.name }}' as field,
        leads,
        known_{{ loop.index }} as known_leads
    from counts
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

asked as (
    select
        field,
        min(rule_id) as rule_id
    from {{ ref('int_lead_scoring__condition_items') }}
    where scope = 'lead' and operator <> 'is_unknown'
    group by field
)

select
    known.field,
    'no lead has a value of ' || known.field || ', for which '
    || coalesce('the rule ' || asked.rule_id, 'an audience')
    || ' asks: look at the column of the leads input and at lead_scoring__columns and'
    || ' lead_scoring__lead_attributes' as sentence
from known
inner join asked on known.field = asked.field
where known.leads > 0 and known.known_leads = 0
