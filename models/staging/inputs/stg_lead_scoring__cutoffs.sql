-- Every row of the cutoffs input (days of the user's own on which leads are scored), cleaned and
-- judged. The input is optional.
{%- if not lead_scoring.input_relation('cutoffs', required=false) %}
{{ lead_scoring.no_rows({
    'source_lead_id': dbt.type_string(),
    'cutoff_date': 'date',
    'lead_id': dbt.type_string(),
    'first_reason': dbt.type_string(),
    'copy_number': 'integer',
    'rejection_reason': dbt.type_string(),
}) }}
{% else %}
{% set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('cutoffs', 'lead_id')},
    {'name': 'cutoff_date', 'source': lead_scoring.input_column('cutoffs', 'cutoff_date')},
] %}

with source as (
    select * from {{ lead_scoring.input_relation('cutoffs') }}
),

typed as (
    select
        {{ lead_scoring.clean_id('lead_scoring_row.' ~ columns[0].source) }} as source_lead_id,
        {{ lead_scoring.safe_date('lead_scoring_row.' ~ columns[1].source) }} as cutoff_date
    from source as lead_scoring_row
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

judged as (
    select
        resolved.*,
        case
            when resolved.lead_id is null then 'no_id'
            when resolved.cutoff_date is null then 'unparseable_date'
            when resolved.cutoff_date > {{ lead_scoring.as_of_date() }} then 'future_cutoff'
            when leads.lead_id is null then 'unknown_lead'
            {# Only open leads have something left to foretell. #}
            when leads.created_on > resolved.cutoff_date then 'before_creation'
            when conversions.converted_on < resolved.cutoff_date then 'already_converted'
            when conversions.converted_on = resolved.cutoff_date then 'converted_on_cutoff_day'
        end as first_reason
    from resolved
    left join {{ ref('stg_lead_scoring__leads') }} as leads on resolved.lead_id = leads.lead_id
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on resolved.lead_id = conversions.lead_id
),

{{ lead_scoring.judged_once(['lead_id', 'cutoff_date'], 'source_lead_id') }}

select * from final
{% endif %}
