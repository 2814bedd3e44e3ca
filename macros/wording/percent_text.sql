{#- A share in whole percent: 56 %. -#}
{% macro percent_text(share) -%}
    cast(cast(round(100 * {{ share }}) as integer) as {{ dbt.type_string() }}) || ' %'
{%- endmacro %}
