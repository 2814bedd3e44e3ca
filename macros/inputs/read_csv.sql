{#- One of the analyst's files, typed, a row a row that is not blank.

    Each cell is rid of what spreadsheets do to it as far as that is unambiguous: quotes, numbers
    and dates in local notation. Codes are in lower case, blank cells null, free text is only
    trimmed. A cell that cannot be read in the type that csv_files() gives its column is null, and a
    column may be missing from the file: then all its cells are blank. int_lead_scoring__cell_faults
    tells of both, which stops the run.

    Where the value is not the text itself, written_<column> has what was written, tidied. row_name
    is what an error message calls the row, and file_row tells rows apart that are alike. -#}
{% macro read_csv(file) -%}
    {%- set description = lead_scoring.csv_files()[file] -%}
    {%- set columns = description.columns -%}
    {%- set types = columns.values() | map(attribute='type') | list -%}
    {%- set percents = columns.values() | selectattr('percent', 'defined') | list -%}
    {%- set sources, described = [], [] -%}
    {%- for name, column in columns.items() -%}
        {%- do sources.append({'source': name, 'name': name, 'optional': true}) -%}
        {%- do described.append([
            "'" ~ name ~ "'", "'" ~ column.type ~ "'",
            column.get('percent', 'cast(null as integer)'),
        ]) -%}
    {%- endfor -%}
    with source as (
        select * from {{ lead_scoring.input_relation(file) }}
    ),

    present as (
        {{ lead_scoring.with_optional_columns(sources) }}
    ),

    numbered as (
        select
            *,
            row_number() over (order by {{ columns | join(', ') }}) as file_row
        from present
    ),

    described_columns as (
        {{ lead_scoring.written_rows(['column_name', 'column_type', 'percent'], described) }}
    ),

    -- One row a cell, so that what is done to cells is written once and not column by column.
    cells as (
        select
            numbered.file_row,
            described_columns.*,
            case described_columns.column_name
                {%- for name in columns %}
                when '{{ name }}' then cast(numbered.{{ name }} as {{ dbt.type_string() }})
                {%- endfor %}
            end as cell
        from numbered
        cross join described_columns
    ),

    trimmed as (
        select
            *,
            {{ lead_scoring.clean_id('cell') }} as trimmed_cell
        from cells
    ),

    unquoted as (
        select
            *,
            case
                when column_type = 'text' then trimmed_cell
                else {{ lead_scoring._without_quotes('trimmed_cell') }}
            end as bare_cell
        from trimmed
    ),

    plain as (
        select
            *,
            {{ lead_scoring._plain_minus('bare_cell') }} as plain_cell
        from unquoted
    ),

    tidied as (
        select
            *,
            case
                when column_type in ('code', 'boolean') then lower(bare_cell)
                {%- if 'number' in types or 'whole' in types %}
                when column_type in ('number', 'whole')
                    then {{ lead_scoring.tidy_number(
                        'plain_cell', 'percent' if percents else none
                    ) }}
                {%- endif %}
                {%- if 'date' in types %}
                when column_type = 'date' then {{ lead_scoring.tidy_date('bare_cell') }}
                {%- endif %}
                else bare_cell
            end as written
        from plain
    ),

    typed as (
        select
            *
            {{- lead_scoring._typed_values(types) }}
        from tidied
    ),

    read_rows as (
        select
            {%- for name, column in columns.items() %}
            {{ lead_scoring._typed_cell(name, column) }} as {{ name }},
            {%- if lead_scoring._written_column(name, column) != name %}
            {{ lead_scoring._cell_of(name, 'written') }} as written_{{ name }},
            {%- endif %}
            {%- endfor %}
            file_row
        from typed
        group by file_row
        -- A blank row is no row.
        having count(trimmed_cell) > 0
    )

    select
        *,
        {{ lead_scoring._row_name(description.key) }} as row_name
    from read_rows
{%- endmacro %}

{#- The columns of a select list that a cell of one of the types has once it is read: its text in
    the column `written` as a number, a date, or as true or false. -#}
{% macro _typed_values(types) -%}
    {%- if 'number' in types or 'whole' in types %},
            case
                when column_type in ('number', 'whole')
                    then {{ lead_scoring._bounded_number('written') }}
            end as number_value
    {%- endif %}
    {%- if 'date' in types %},
            case when column_type = 'date' then {{ lead_scoring.safe_date('written') }} end
                as date_value
    {%- endif %}
    {%- if 'boolean' in types %},
            case when column_type = 'boolean' then {{ lead_scoring.boolean_text('written') }} end
                as truth
    {%- endif %}
{%- endmacro %}

{% macro _typed_cell(name, column) -%}
    {%- set values = {
        'number': 'number_value', 'whole': 'number_value', 'date': 'date_value', 'boolean': 'truth',
    } -%}
    {%- set cell = lead_scoring._cell_of(name, values.get(column.type, 'written')) -%}
    {%- if column.default is defined -%}
        {%- set cell = 'coalesce(' ~ cell ~ ", '" ~ column.default ~ "')" -%}
    {%- endif -%}
    {{ cell ~ " = 'true'" if column.type == 'boolean' else cell }}
{%- endmacro %}

{% macro _cell_of(name, value) -%}
    max(case when column_name = '{{ name }}' then {{ value }} end)
{%- endmacro %}

{#- The column of a staging model that has what was written in a column of csv_files(): the column
    itself unless its value is made of the text. -#}
{% macro _written_column(name, column) -%}
    {%- set is_text = column.type in ['code', 'name', 'text'] and column.default is not defined -%}
    {{ return(name if is_text else 'written_' ~ name) }}
{%- endmacro %}

{#- Typewriter and typographic quotes around a whole cell are not part of a code or a name. -#}
{% macro _without_quotes(cell) -%}
    {%- set quote = '["“”„«»‘’‚]' -%}
    case
        when {{ lead_scoring.matches_pattern(cell, '^' ~ quote ~ '.*' ~ quote ~ '$') }}
            then nullif(trim(substring({{ cell }}, 2, length({{ cell }}) - 2)), '')
        else {{ cell }}
    end
{%- endmacro %}

{#- Numbers of the files go up to ten million either way, so that no sum leaves its type. -#}
{% macro _bounded_number(text) -%}
    case
        when
            abs({{ lead_scoring.safe_number(text) }}) <= {{ lead_scoring._largest_number() }}
            then {{ lead_scoring._tidied_number(text) }}
    end
{%- endmacro %}

{% macro _largest_number() -%}10000000{%- endmacro %}
