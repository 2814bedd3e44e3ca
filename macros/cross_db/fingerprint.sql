{#- A value that changes when one of the columns does, and no longer than need be: millions of rows
    keep it. Compared with nothing but itself in the next run. -#}
{% macro fingerprint(columns) -%}
    {{ return(adapter.dispatch('fingerprint', 'lead_scoring')(columns)) }}
{%- endmacro %}

{% macro default__fingerprint(columns) -%}
    {{ dbt.hash(lead_scoring._joined_texts(columns)) }}
{%- endmacro %}

{% macro duckdb__fingerprint(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro postgres__fingerprint(columns) -%}
    hashtextextended({{ lead_scoring._joined_texts(columns) }}, 0)
{%- endmacro %}

{#- Has no hash of 64 bits of a text. -#}
{% macro redshift__fingerprint(columns) -%}
    {{ return(lead_scoring.default__fingerprint(columns)) }}
{%- endmacro %}

{% macro spark__fingerprint(columns) -%}
    xxhash64({{ lead_scoring._joined_texts(columns) }})
{%- endmacro %}
