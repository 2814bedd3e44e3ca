{#- An expression that ends the query with the given text as its error. -#}
{% macro raise_error(message) -%}
    {{ return(adapter.dispatch('raise_error', 'lead_scoring')(message)) }}
{%- endmacro %}

{% macro default__raise_error(message) -%}
    {# A cast that must fail carries the text into the error on engines without a function for it.
       #}
    cast(cast({{ message }} as integer) as {{ dbt.type_string() }})
{%- endmacro %}

{% macro duckdb__raise_error(message) -%}error({{ message }}){%- endmacro %}
{% macro spark__raise_error(message) -%}raise_error({{ message }}){%- endmacro %}
{% macro bigquery__raise_error(message) -%}error({{ message }}){%- endmacro %}
