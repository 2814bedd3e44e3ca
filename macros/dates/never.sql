{#- The day after all others, for an end that is open. With it a join compares what one side has
    with what the other has; where a condition mixes both sides, as "is null or" does, DuckDB 1.4
    tries each row with all others. -#}
{% macro never() -%}
    cast('9999-12-31' as date)
{%- endmacro %}
