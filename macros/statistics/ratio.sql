{#- A share or ratio of counts with 6 decimals; null where the denominator is 0. -#}
{% macro ratio(numerator, denominator) -%}
    {%- set sql -%}
    cast(
        {{ numerator }} / nullif(cast({{ denominator }} as {{ lead_scoring.type_double() }}), 0)
        as {{ lead_scoring.type_ratio() }}
    )
    {%- endset -%}
    {{ lead_scoring.on_one_line(sql) }}
{%- endmacro %}

{#- The exact type of shares and ratios. -#}
{% macro type_ratio() -%}numeric(18, 6){%- endmacro %}
