{#- Points for people: a sign, and a decimal only where there is one. -#}
{% macro points_text(points) -%}
    case when {{ points }} > 0 then '+' else '' end
    || replace(
        cast(cast({{ points }} as numeric(18, 1)) as {{ dbt.type_string() }}) || ' ', '.0 ', ' '
    )
{%- endmacro %}
