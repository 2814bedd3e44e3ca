{#- How many letters two words differ by; null where the engine has no function for it, so that
    suggestions are missing there and nothing else is. -#}
{% macro edit_distance(one, other) -%}
    {{ return(adapter.dispatch('edit_distance', 'lead_scoring')(one, other)) }}
{%- endmacro %}

{% macro default__edit_distance(one, other) -%}cast(null as integer){%- endmacro %}
{% macro duckdb__edit_distance(one, other) -%}
    damerau_levenshtein({{ one }}, {{ other }})
{%- endmacro %}
{% macro spark__edit_distance(one, other) -%}levenshtein({{ one }}, {{ other }}){%- endmacro %}
{% macro trino__edit_distance(one, other) -%}
    levenshtein_distance({{ one }}, {{ other }})
{%- endmacro %}
{% macro snowflake__edit_distance(one, other) -%}editdistance({{ one }}, {{ other }}){%- endmacro %}
{% macro bigquery__edit_distance(one, other) -%}
    edit_distance({{ one }}, {{ other }})
{%- endmacro %}
