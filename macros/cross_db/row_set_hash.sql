{#- One value for a group of rows, whatever their order, that changes when one of them does. -#}
{% macro row_set_hash(columns) -%}
    {{ return(adapter.dispatch('row_set_hash', 'lead_scoring')(columns)) }}
{%- endmacro %}

{% macro default__row_set_hash(columns) -%}
    {%- set row_hash = dbt.hash(lead_scoring._joined_texts(columns)) -%}
    {{ dbt.hash(lead_scoring.list_text(row_hash, ';', row_hash)) }}
{%- endmacro %}

{% macro duckdb__row_set_hash(columns) -%}
    cast(bit_xor(hash({{ columns | join(', ') }})) as varchar)
{%- endmacro %}

{% macro postgres__row_set_hash(columns) -%}
    cast(bit_xor(hashtextextended({{ lead_scoring._joined_texts(columns) }}, 0)) as text)
{%- endmacro %}

{#- Redshift joins no more than 64 kilobytes of text. -#}
{% macro redshift__row_set_hash(columns) -%}
    cast(
        sum(cast(
            strtol(left(md5({{ lead_scoring._joined_texts(columns) }}), 15), 16) as numeric(38, 0)
        )) as varchar
    )
{%- endmacro %}

{% macro spark__row_set_hash(columns) -%}
    cast(bit_xor(xxhash64({{ lead_scoring._joined_texts(columns) }})) as string)
{%- endmacro %}

{% macro _joined_texts(columns) -%}
    {%- for column in columns -%}
    coalesce(cast({{ column }} as {{ dbt.type_string() }}), '~')
    {{- " || '|' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
