{#- Reads the named columns of the CTE `source`; an optional one that the relation lacks is null.

    A name that the inner query does not find in `source` is looked up in the outer one, `absent`,
    which holds a null for each: SQL's own scoping does it, so nothing has to look into the database
    while compiling. Each column is (name in the source, canonical name, optional). -#}
{% macro with_optional_columns(columns) -%}
    {{ return(adapter.dispatch('with_optional_columns', 'lead_scoring')(columns)) }}
{%- endmacro %}

{% macro default__with_optional_columns(columns) -%}
    select
        {%- for column in columns %}
        present.column_{{ loop.index }} as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {%- for column in columns if column.optional %}
            cast(null as {{ dbt.type_string() }}) as {{ column.source }},
            {%- endfor %}
            1 as _
    ) as absent
    cross join lateral (
        select
            {%- for column in columns %}
            {{ '' if column.optional else 'source.' }}{{ column.source }} as column_{{ loop.index }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from source
    ) as present
{%- endmacro %}

{#- BigQuery opens a row within a subquery instead of joining one. -#}
{% macro bigquery__with_optional_columns(columns) -%}
    select
        {%- for column in columns %}
        {%- if column.optional %}
        (select {{ column.source }} from unnest([source]) as cells) as {{ column.name }}
        {%- else %}
        source.{{ column.source }} as {{ column.name }}
        {%- endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from source
    cross join (
        select
            {%- for column in columns if column.optional %}
            cast(null as {{ dbt.type_string() }}) as {{ column.source }},
            {%- endfor %}
            1 as _
    ) as absent
{%- endmacro %}
