-- One row a filled-in cell of the analyst's files, and of the vars that change scores: what is kept
-- of the rules in force. Cells are typed and written in one notation: 5 and 5.0 are the same.
with {{ lead_scoring.csv_cells() }},

cells as (
    select
        file,
        model_id,
        file_row,
        row_name,
        place,
        column_name,
        case
            when column_type in ('number', 'whole')
                then {{ lead_scoring.number_text('number_value') }}
            when column_type = 'date' then cast(date_value as {{ dbt.type_string() }})
            when column_type = 'boolean' then coalesce(truth, default_text)
            else coalesce(written, default_text)
        end as cell
    from csv_cells
),

-- The same as row_hash() of the row.
row_keys as (
    select
        file,
        file_row,
        {{ dbt.hash(lead_scoring.list_text(
            "column_name || ':' || " ~ dbt.hash('cell'), '', 'place'
        )) }} as row_key
    from cells
    where cell is not null
    group by file, file_row
),

vars as (
    {%- for name, value in lead_scoring.scoring_vars().items() %}
    select
        '{{ name }}' as var_name,
        {{ lead_scoring.text_literal(tojson(value)) }} as var_value
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select distinct
        cells.file,
        cells.model_id,
        row_keys.row_key,
        cells.row_name,
        cells.column_name,
        cells.cell
    from cells
    inner join row_keys
        on cells.file = row_keys.file
        and cells.file_row = row_keys.file_row
    where cells.cell is not null
    union all
    select
        'vars' as file,
        cast(null as {{ dbt.type_string() }}) as model_id,
        {{ lead_scoring.row_hash({'name': 'var_name', 'value': 'var_value'}) }} as row_key,
        var_name as row_name,
        'value' as column_name,
        var_value as cell
    from vars
)

select * from final
