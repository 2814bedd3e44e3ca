-- Every row of the leads input, cleaned and judged: rejection_reason is null for the rows that are
-- used. Of several rows for one lead the newest known on the as-of date counts; if none was known
-- yet, the oldest: what a lead is today is taken to have been true before.
{%- set attributes = lead_scoring.lead_fields()
    | selectattr('kind', 'equalto', 'declared') | list %}
{%- set columns = [
    {'name': 'lead_id', 'source': lead_scoring.input_column('leads', 'lead_id')},
    {'name': 'created_at', 'source': lead_scoring.input_column('leads', 'created_at')},
    lead_scoring.optional_column('leads', 'updated_at'),
] %}
{%- for attribute in attributes %}
{%- do columns.append({
        'name': attribute.column,
        'source': lead_scoring.input_column('leads', attribute.name),
    }) %}
{%- endfor %}

with source as (
    select * from {{ lead_scoring.input_relation('leads') }}
),

present as (
    {{ lead_scoring.with_optional_columns(columns, 'leads') }}
),

trimmed as (
    select
        lead_id,
        {%- for attribute in attributes %}
        {{- lead_scoring.trimmed_field(attribute.column, attribute) }}
        {%- endfor %}
        created_at,
        updated_at
    from present
),

typed as (
    select
        {{ lead_scoring.clean_id('lead_id') }} as source_lead_id,
        {{ lead_scoring.safe_timestamp('created_at') }} as created_at,
        {{ lead_scoring.cleaned_attributes() }}
        {{ lead_scoring.clean_text('updated_at') }} as updated_at_text,
        {{ lead_scoring.safe_timestamp('updated_at') }} as updated_at
    from trimmed
),

resolved as (
    {{ lead_scoring.resolve_alias() }}
),

judged as (
    select
        *,
        case
            when lead_id is null then 'no_id'
            when created_at is null then 'unparseable_date'
            when cast(created_at as date) > {{ lead_scoring.as_of_date() }} then 'future_lead'
        end as first_reason,
        cast(coalesce(updated_at, created_at) as date) > {{ lead_scoring.as_of_date() }}
            as is_future_version
    from resolved
),

-- A merged lead's own row is preferred to those of the ids that were merged into it.
ranked as (
    select
        *,
        row_number() over (
            partition by lead_id, first_reason
            order by
                case when lead_id = source_lead_id then 0 else 1 end asc,
                case when is_future_version then 1 else 0 end asc,
                case when not is_future_version then coalesce(updated_at, created_at) end desc,
                coalesce(updated_at, created_at) asc,
                created_at desc,
                {% for attribute in attributes -%}
                {{ attribute.column }} asc nulls last,
                {% endfor -%}
                source_lead_id asc
        ) as version_number
    from judged
),

final as (
    select
        *,
        coalesce(
            first_reason,
            case
                when version_number = 1 then null
                when is_future_version then 'future_version'
                else 'duplicate'
            end
        ) as rejection_reason
    from ranked
)

select * from final
