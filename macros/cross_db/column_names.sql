{#- A query of the names of the columns of a relation, in the column `column_name`, found while the
    query runs and not while it is compiled. Nothing for a relation without rows, and nothing on
    engines that cannot turn a row into JSON. In lower case where the engine reads a name in any
    case. -#}
{% macro column_names(relation) -%}
    {{ return(adapter.dispatch('column_names', 'lead_scoring')(relation)) }}
{%- endmacro %}

{% macro default__column_names(relation) -%}
    select cast(null as {{ dbt.type_string() }}) as column_name
    from (select 1 as one) as no_rows
    where false
{%- endmacro %}

{% macro duckdb__column_names(relation) -%}
    select lower(unnest(json_keys(to_json(lead_scoring_row)))) as column_name
    from (select * from {{ relation }} limit 1) as lead_scoring_row
{%- endmacro %}

{% macro postgres__column_names(relation) -%}
    select json_object_keys(row_to_json(lead_scoring_row)) as column_name
    from (select * from {{ relation }} limit 1) as lead_scoring_row
{%- endmacro %}

{% macro spark__column_names(relation) -%}
    select lower(column_name) as column_name
    from (
        select explode(
            json_object_keys(to_json(struct(lead_scoring_row.*), map('ignoreNullFields', 'false')))
        ) as column_name
        from (select * from {{ relation }} limit 1) as lead_scoring_row
    ) as names
{%- endmacro %}

{#- Redshift would take that of Postgres, and has none of its functions. -#}
{% macro redshift__column_names(relation) -%}
    {{ lead_scoring.default__column_names(relation) }}
{%- endmacro %}
