{#- All cells of one of the analyst's files as trimmed text, codes in lower case, blank cells null.
    A column may be missing from a file: all its cells are blank. Where it is required,
    int_lead_scoring__column_faults stops the run. -#}
{% macro read_csv_cells(file) -%}
    {%- set columns = [] -%}
    {%- for name in lead_scoring.csv_files()[file].columns -%}
        {%- do columns.append({'source': name, 'name': name, 'optional': true}) -%}
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
