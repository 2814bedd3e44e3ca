{#- Reads the named columns of the CTE `source`; an optional one that the relation lacks is null.

    A name that the inner query does not find in `source` is looked up in the outer one, `absent`,
    which holds a null for each: SQL's own scoping does it, so nothing has to look into the database
    while compiling. Each column is (name in the source, canonical name, optional); `input` is what
    an error calls the source. To some engines `row.name` is a part of a column `row`, so an input's
    alias is called as no column is. -#}
{% macro with_optional_columns(columns, input=none) -%}
    {{ return(
        adapter.dispatch('with_optional_columns', 'lead_scoring')(columns, input)
    ) }}
{%- endmacro %}

{% macro default__with_optional_columns(columns, input=none) -%}
    {{ lead_scoring._present_columns(columns, input, []) }}
{%- endmacro %}

{#- Of a column that must be there and is not, DuckDB would say that the relation is missing. Read
    in the same way, its error is what `absent` holds for it, which nobody asks for otherwise. -#}
{% macro duckdb__with_optional_columns(columns, input=none) -%}
    {%- set known = columns | selectattr('optional') | map(attribute='source') | list -%}
    {%- set known = known + ['lead_scoring_row'] -%}
    {%- set told = [] -%}
    {%- for column in columns if not column.optional and input -%}
        {%- set is_plain = modules.re.fullmatch('[A-Za-z0-9_]+', column.source) -%}
        {%- if column.source not in known and is_plain -%}
            {%- do told.append(column.source) if column.source not in told -%}
        {%- endif -%}
    {%- endfor -%}
    {{ lead_scoring._present_columns(columns, input, told) }}
{%- endmacro %}

{#- The query itself. The columns in `told` are looked up in `absent` as well, where each holds the
    sentence that an error tells. -#}
{% macro _present_columns(columns, input, told) -%}
    select
        {%- for column in columns %}
        present.column_{{ loop.index }} as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {%- for column in columns if column.optional %}
            cast(null as {{ dbt.type_string() }}) as {{ column.source }},
            {%- endfor %}
            {%- for source in told %}
            cast({{ lead_scoring.raise_error(lead_scoring.text_literal(
                lead_scoring._lacks(input, source)
            )) }} as {{ dbt.type_string() }}) as "{{ source }}",
            {%- endfor %}
            1 as _
    ) as absent
    cross join lateral (
        select
            {%- for column in columns %}
            {%- if column.source in told %}
            {#- A word of SQL may be the name of a column; DuckDB takes it in any case. #}
            "{{ column.source }}" as column_{{ loop.index }}
            {%- else %}
            {{ '' if column.optional else 'lead_scoring_row.' }}
            {{- column.source }} as column_{{ loop.index }}
            {%- endif %}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from source as lead_scoring_row
    ) as present
{%- endmacro %}

{#- What is said of a column that an input lacks. -#}
{% macro _lacks(input, source) -%}
    lead_scoring: the {{ input }} input has no column {{ source }}: name yours in
    {{- ' lead_scoring__columns' }}
    {%- if input in ['leads', 'lead_history'] and source not in ['lead_id', 'created_at'] -%}
        , or take it out of lead_scoring__lead_attributes and out of the rules that ask for it
    {%- endif -%}
{%- endmacro %}

{#- BigQuery opens a row within a subquery instead of joining one. -#}
{% macro bigquery__with_optional_columns(columns, input=none) -%}
    select
        {%- for column in columns %}
        {%- if column.optional %}
        (select {{ column.source }} from unnest([lead_scoring_row]) as cells) as {{ column.name }}
        {%- else %}
        lead_scoring_row.{{ column.source }} as {{ column.name }}
        {%- endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from source as lead_scoring_row
    cross join (
        select
            {%- for column in columns if column.optional %}
            cast(null as {{ dbt.type_string() }}) as {{ column.source }},
            {%- endfor %}
            1 as _
    ) as absent
{%- endmacro %}
