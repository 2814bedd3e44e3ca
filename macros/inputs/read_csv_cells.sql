{#- All cells of one of the analyst's files as text, rid of what spreadsheets do to them as far as
    that is unambiguous: blank rows and cells, quotes, numbers and dates in local notation. Codes
    are in lower case, blank cells null, free text is only trimmed. What cannot be read stays as it
    came, for int_lead_scoring__cell_faults to name it.
    A column may be missing from a file: all its cells are blank. Where it is required,
    int_lead_scoring__column_faults stops the run. -#}
{% macro read_csv_cells(file) -%}
    {%- set columns = lead_scoring.csv_files()[file].columns -%}
    {%- set sources = [] -%}
    {%- for name in columns -%}
        {%- do sources.append({'source': name, 'name': name, 'optional': true}) -%}
    {%- endfor -%}
    with source as (
        select * from {{ lead_scoring.input_relation(file) }}
    ),

    present as (
        {{ lead_scoring.with_optional_columns(sources) }}
    ),

    trimmed as (
        select
            {%- for name in columns %}
            {{ lead_scoring.clean_id(name) }} as {{ name }}{{ ',' if not loop.last }}
            {%- endfor %}
        from present
    ),

    unquoted as (
        select
            {%- for name, column in columns.items() %}
            {%- set bare = lead_scoring._without_quotes(name) -%}
            {%- if column.type == 'text' %}
            {{ name }}
            {%- elif column.type in ['number', 'whole'] %}
            {{ lead_scoring._plain_minus(bare) }} as {{ name }}
            {%- else %}
            {{ bare }} as {{ name }}
            {%- endif %}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from trimmed
        where
            coalesce({{ columns | join(', ') }}{{ ', null' if columns | length == 1 }})
            is not null
    )

    select
        {%- for name, column in columns.items() %}
        {%- if column.type in ['code', 'boolean'] %}
        lower({{ name }}) as {{ name }}
        {%- elif column.type in ['number', 'whole'] %}
        {{ lead_scoring.tidy_number(name, column.percent) }} as {{ name }}
        {%- elif column.type == 'date' %}
        {{ lead_scoring.tidy_date(name) }} as {{ name }}
        {%- else %}
        {{ name }}
        {%- endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from unquoted
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
