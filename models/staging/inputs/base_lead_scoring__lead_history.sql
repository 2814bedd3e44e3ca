-- Every row of the lead_history input (what was known of a lead from which day on), cleaned and
-- judged. The input is optional.
{%- if not lead_scoring.input_relation('lead_history', required=false) %}
{{ lead_scoring.no_rows({
    'lead_id': dbt.type_string(),
    'valid_from': 'date',
    'rejection_reason': dbt.type_string(),
}) }}
{% else %}
{% set attributes = lead_scoring.lead_fields() | selectattr('kind', 'equalto', 'declared') | list %}
{% set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('lead_history', 'lead_id')},
    {'name': 'valid_from', 'source': lead_scoring.input_column('lead_history', 'valid_from')},
] %}
{% for attribute in attributes %}
    {% do columns.append({
        'name': attribute.column,
        'source': lead_scoring.input_column('lead_history', attribute.name),
    }) %}
{% endfor %}

with source as (
    select * from {{ lead_scoring.input_relation('lead_history') }}
),

present as (
    {{ lead_scoring.with_optional_columns(columns, 'lead_history') }}
),

trimmed as (
    select
        lead_id,
        {%- for attribute in attributes %}
        {{- lead_scoring.trimmed_field(attribute.column, attribute) }}
        {%- endfor %}
        valid_from
    from present
),

typed as (
    select
        {{ lead_scoring.clean_id('lead_id') }} as source_lead_id,
        {{ lead_scoring.cleaned_attributes() }}
        {{ lead_scoring.safe_timestamp('valid_from') }} as valid_from_at
    from trimmed
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

judged as (
    select
        resolved.*,
        case
            when resolved.lead_id is null then 'no_id'
            when resolved.valid_from_at is null then 'unparseable_date'
            when leads.lead_id is null then 'unknown_lead'
            {# What was known of an id that was merged away is not what is known of the lead. #}
            when resolved.lead_id <> resolved.source_lead_id then 'merged_lead'
        end as first_reason,
        case
            when cast(leads.updated_at as date) <= {{ lead_scoring.as_of_date() }}
                then leads.updated_at
        end as lead_updated_at
    from resolved
    left join {{ ref('base_lead_scoring__leads') }} as leads
        on resolved.lead_id = leads.lead_id and leads.rejection_reason is null
),

-- Of several versions of a day the last one counts: scores are those of the end of a day.
ranked as (
    select
        *,
        cast(valid_from_at as date) as valid_from,
        row_number() over (
            partition by lead_id, first_reason, cast(valid_from_at as date)
            order by
                valid_from_at desc,
                {% for attribute in attributes -%}
                {{ attribute.column }} asc nulls last,
                {% endfor -%}
                source_lead_id asc
        ) as version_number
    from judged
),

dated as (
    select
        *,
        min(valid_from) over (partition by lead_id, first_reason) as first_valid_from
    from ranked
),

-- What will be known later is not known yet; but the first version stands for all before it.
judged_versions as (
    select
        *,
        coalesce(
            first_reason,
            case
                when version_number > 1 then 'duplicate'
                when valid_from > {{ lead_scoring.as_of_date() }} and valid_from > first_valid_from
                    then 'future_version'
            end
        ) as version_reason
    from dated
),

ended as (
    select
        *,
        max(case when version_reason is null then valid_from_at end) over (partition by lead_id)
            as last_valid_from_at
    from judged_versions
),

-- The row in leads is a version as well: the last of the day if it was changed after the others.
final as (
    select
        *,
        case
            when
                version_reason is null
                and valid_from_at = last_valid_from_at
                and valid_from_at < lead_updated_at
                and valid_from = cast(lead_updated_at as date)
                then 'duplicate'
            else version_reason
        end as rejection_reason
    from ended
)

select * from final
{% endif %}
