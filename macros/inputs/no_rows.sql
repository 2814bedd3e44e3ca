{#- A query without a row, of the given columns: what an optional input is that is not set.
    `columns` is a dict of name to type. -#}
{% macro no_rows(columns) -%}
    select
        {%- for name, type in columns.items() %}
        cast(null as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (select 1 as one) as no_rows
    where false
{%- endmacro %}
