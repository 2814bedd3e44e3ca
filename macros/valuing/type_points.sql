{#- The exact type of points and scores, so that a ledger adds up to the last decimal. -#}
{% macro type_points() -%}numeric(18, 4){%- endmacro %}
