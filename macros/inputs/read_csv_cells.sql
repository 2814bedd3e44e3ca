{#- All cells of one of the analyst's files as trimmed text, codes in lower case, blank cells null.
    A column that is not required may be missing from a file: all its cells are blank. -#}
{% macro read_csv_cells(file) -%}
    {%- set columns = [] -%}
    {%- for name, column in lead_scoring.csv_files()[file].columns.items() -%}
        {%- do columns.append(
            {'source': name, 'name': name, 'optional': not column.get('required', false)}
        ) -%}
    {%- endfor -%}
    with source as (
        select * from {{ lead_scoring.input_relation(file) }}
    ),

    present as (
        {{ lead_scoring.with_optional_columns(columns) }}
    )

    select
        {%- for name, column in lead_scoring.csv_files()[file].columns.items() %}
        {%- set cell = lead_scoring.clean_id(name) %}
        {{ 'lower(' ~ cell ~ ')' if column.type in ['code', 'boolean'] else cell }} as {{ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from present
{%- endmacro %}
