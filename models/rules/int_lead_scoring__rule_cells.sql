-- One row a filled-in cell of the analyst's files, and of the vars that change scores: what is kept
-- of the rules in force. Cells are typed and written in one notation, so that 5 and 5.0 are the same.
{% set files = lead_scoring.csv_files() %}

with
{%- for file, description in files.items() %}
{%- set cells = {} %}
{%- for name, column in description.columns.items() %}
{%- set cell = lead_scoring.number_text(name) if column.type in ['number', 'whole']
    else "case when " ~ name ~ " then 'true' else 'false' end" if column.type == 'boolean'
    else 'cast(' ~ name ~ ' as ' ~ dbt.type_string() ~ ')' %}
{%- do cells.update({name: cell}) %}
{%- endfor %}
{{ file }}_texts as (
    select
        {%- for name, cell in cells.items() %}
        {{ cell }} as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('stg_lead_scoring__' ~ file) }}
),

{% set columns = {} %}
{%- for name in description.columns %}{% do columns.update({name: name}) %}{% endfor -%}
{{ file }}_rows as (
    select
        *,
        {{ lead_scoring.row_hash(columns) }} as row_key,
        {{ lead_scoring._row_name(description.key) }} as row_name
    from {{ file }}_texts
),
{% endfor %}

file_cells as (
    {%- for file, description in files.items() %}
    {%- set of_models = 'model_id' in description.columns %}
    {%- set last_file = loop.last %}
    {%- for name in description.columns %}
    select
        '{{ file }}' as file,
        {{ 'model_id' if of_models else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as model_id,
        row_key,
        row_name,
        '{{ name }}' as column_name,
        {{ name }} as cell
    from {{ file }}_rows
    where {{ name }} is not null
    {{ 'union' if not (last_file and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

var_texts as (
    {%- for name, value in lead_scoring.scoring_vars().items() %}
    select
        '{{ name }}' as name,
        '{{ dbt.escape_single_quotes(tojson(value)) }}' as value
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

var_cells as (
    select
        'vars' as file,
        cast(null as {{ dbt.type_string() }}) as model_id,
        {{ lead_scoring.row_hash({'name': 'name', 'value': 'value'}) }} as row_key,
        name as row_name,
        'value' as column_name,
        value as cell
    from var_texts
),

final as (
    select * from file_cells
    union all
    select * from var_cells
)

select * from final
