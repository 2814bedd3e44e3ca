-- One row a cell that csv_files() does not allow: a missing value, a word that is no code, a text
-- where a number, a date or a yes or no belongs.
{% set files = lead_scoring.csv_files() %}

with
{%- for file in files %}
{{ file }}_cells as (
    select * from {{ ref('base_lead_scoring__' ~ file) }}
),
{% endfor %}
-- What csv_files() says about each column, checked cell by cell.
final as (
    {%- for file, description in files.items() %}
    {%- for name, column in description.columns.items() %}
    {%- set wrong, allowed = lead_scoring._cell_check(name, column) %}
    {%- if wrong %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(description.key) }} as row_name,
        '{{ name }}' as column_name,
        cast({{ name }} as {{ dbt.type_string() }}) as came,
        {{ lead_scoring.text_literal(allowed) }} as allowed
    from {{ file }}_cells
    where {{ wrong }}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
    select
        'rules' as file,
        cast(null as {{ dbt.type_string() }}) as row_name,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as came,
        cast(null as {{ dbt.type_string() }}) as allowed
    from (select 1 as one) as no_rows
    where false
)

select * from final
