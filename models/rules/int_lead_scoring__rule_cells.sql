-- One row a filled-in cell of the analyst's files, and of the vars that change scores: what is kept
-- of the rules in force. Cells are typed and written in one notation: 5 and 5.0 are the same.
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
        {{ cell }} as {{ name }},
        {%- endfor %}
        '{{ file }}' as file
    from {{ ref('stg_lead_scoring__' ~ file) }}
),

{% set columns = {} %}
{%- for name in description.columns %}{% do columns.update({name: name}) %}{% endfor -%}
{{ file }}_rows as (
    select distinct
        *,
        {{ lead_scoring.row_hash(columns) }} as row_key
    from {{ file }}_texts
),

{{ file }}_columns as (
    {%- for name in description.columns %}
    select '{{ name }}' as column_name
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ file }}_cells as (
    select
        file,
        {{ 'model_id' if 'model_id' in columns else 'cast(null as ' ~ dbt.type_string() ~ ')' }}
            as model_id,
        row_key,
        {{ lead_scoring._row_name(description.key) }} as row_name,
        column_name,
        case column_name
            {%- for name in description.columns %}
            when '{{ name }}' then {{ name }}
            {%- endfor %}
        end as cell
    from {{ file }}_rows
    cross join {{ file }}_columns
),
{% endfor %}
var_texts as (
    {%- for name, value in lead_scoring.scoring_vars().items() %}
    select
        '{{ name }}' as var_name,
        {{ lead_scoring.text_literal(tojson(value)) }} as var_value
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

var_cells as (
    select
        'vars' as file,
        cast(null as {{ dbt.type_string() }}) as model_id,
        {{ lead_scoring.row_hash({'name': 'var_name', 'value': 'var_value'}) }} as row_key,
        var_name as row_name,
        'value' as column_name,
        var_value as cell
    from var_texts
),

all_cells as (
    {%- for file in files %}
    select * from {{ file }}_cells
    union all
    {%- endfor %}
    select * from var_cells
),

final as (
    select * from all_cells
    where cell is not null
)

select * from final
