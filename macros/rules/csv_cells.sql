{#- A list of CTEs: `csv_columns`, one row a column that csv_files() describes, and `csv_cells`, one
    row a cell of the analyst's files, blank ones included, with what is said of its column, the row
    that it stands in, its text in `written` and what that is read as in `number_value`,
    `date_value` and `truth`. -#}
{% macro csv_cells() -%}
    {%- set files = lead_scoring.csv_files() -%}
    {%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
    {%- set no_number = 'cast(null as ' ~ lead_scoring.type_double() ~ ')' -%}
    {%- set rows = [] -%}
    {%- for file, description in files.items() -%}
        {%- for name, column in description.columns.items() -%}
            {%- do rows.append([
                "'" ~ file ~ "'", "'" ~ name ~ "'", "'" ~ column.type ~ "'",
                (description.columns | sort).index(name),
                "'" ~ column.default ~ "'" if column.default is defined else no_text,
                column.get('required', false), column.get('compared', false),
                "'|" ~ column.allowed | join('|') ~ "|'" if column.allowed is defined else no_text,
                column.get('minimum', no_number), column.get('maximum', no_number),
                column.get('above', no_number),
                lead_scoring.text_literal(lead_scoring._allowed_text(column)),
            ]) -%}
        {%- endfor -%}
    {%- endfor -%}
csv_columns as (
    {{ lead_scoring.written_rows([
        'file', 'column_name', 'column_type', 'place', 'default_text', 'is_required',
        'is_compared', 'words', 'minimum', 'maximum', 'above', 'allowed',
    ], rows) }}
),

written_cells as (
    {%- for file, description in files.items() %}
    select
        csv_columns.*,
        {{ 'rows_of_file.model_id' if 'model_id' in description.columns else no_text }} as model_id,
        rows_of_file.file_row,
        rows_of_file.row_name,
        case csv_columns.column_name
            {%- for name, column in description.columns.items() %}
            when '{{ name }}' then rows_of_file.{{ lead_scoring._written_column(name, column) }}
            {%- endfor %}
        end as written
    from {{ ref('stg_lead_scoring__' ~ file) }} as rows_of_file
    inner join csv_columns on csv_columns.file = '{{ file }}'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

csv_cells as (
    select
        *
        {{- lead_scoring._typed_values(['number', 'date', 'boolean']) }}
    from written_cells
)
{%- endmacro %}

{#- What a cell of a column of csv_files() may hold, for people. -#}
{% macro _allowed_text(column) -%}
    {%- if column.allowed is defined -%}
        one of: {{ column.allowed | join(', ') }}
    {%- elif column.type in ['number', 'whole'] -%}
        {{ 'a whole number' if column.type == 'whole' else 'a number' }}
        {{- ', at least ' ~ column.minimum if column.minimum is defined }}
        {{- ', at most ' ~ column.maximum if column.maximum is defined }}
        {{- ' above ' ~ column.above if column.above is defined }}
    {%- elif column.type == 'date' -%}
        a date like 2026-06-30
    {%- elif column.type == 'boolean' -%}
        true or false
    {%- else -%}
        a value{{ ' without typographic quotes' if column.compared is defined }}
    {%- endif -%}
{%- endmacro %}
