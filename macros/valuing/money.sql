{#- An amount as numeric(18, 2), or null where it is too large for that type: no currency has so
    much, and a cast would stop the run. -#}
{% macro money(amount) -%}
    case when abs({{ amount }}) < 9e15 then cast({{ amount }} as numeric(18, 2)) end
{%- endmacro %}
