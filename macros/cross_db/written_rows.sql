{#- A query of rows that are written out here: `columns` are their names, `rows` lists of SQL
    expressions. -#}
{% macro written_rows(columns, rows) -%}
    {{ return(adapter.dispatch('written_rows', 'lead_scoring')(columns, rows)) }}
{%- endmacro %}

{% macro default__written_rows(columns, rows) -%}
    {%- for row in rows %}
    select {% for column in columns -%}
        {{ row[loop.index0] }} as {{ column }}{{ ', ' if not loop.last }}
    {%- endfor %}{{ ' union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- To plan a union takes DuckDB a while for each part, and to Spark each is a task. -#}
{% macro duckdb__written_rows(columns, rows) -%}
    select * from (
        values
        {{- lead_scoring._row_values(rows) }}
    ) as written_rows ({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__written_rows(columns, rows) -%}
    select * from values
        {{- lead_scoring._row_values(rows) }}
        as written_rows ({{ columns | join(', ') }})
{%- endmacro %}

{% macro _row_values(rows) -%}
    {%- for row in rows -%}
        {{ '\n        ' if loop.index0 % 8 == 0 else ' ' }}({{ row | join(', ') }})
        {{- ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
