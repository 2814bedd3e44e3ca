{#- The rows that earlier runs left in the table of a model that only grows: none in its first run,
    with the columns and types of its contract. A column that a later release adds is not among
    them until it has run once. -#}
{% macro rows_published_before() -%}
    {%- if is_incremental() or lead_scoring.last_run() -%}
    select * from {{ this }}
    {%- elif
        execute and config.get('materialized') == 'table'
        and not lead_scoring.stays_until_replaced()
    -%}
        {{ lead_scoring._fail(
            "a table of plain files cannot be written anew from itself, so erased leads cannot be"
            ~ " taken out of " ~ model.name ~ "; keep it in a table of Delta or Iceberg with"
            ~ " +file_format, or switch it off with +enabled: false"
        ) }}
    {%- else -%}
    select
        {% for column in model.columns.values() -%}
        cast(null as {{ api.Column.translate_type(column.data_type) }}) as {{ column.name }}
        {{- ',' if not loop.last }}
        {% endfor -%}
    from (select 1 as one) as no_rows
    where false
    {%- endif -%}
{%- endmacro %}
