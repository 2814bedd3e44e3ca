{#- A number for people: 100 and not 100.0000, 7.5 and not 7.50. -#}
{% macro number_text(number) -%}
    {%- set sql -%}
    case
        {#- More than the numeric types below can hold. #}
        when abs({{ number }}) >= 1e13 then cast({{ number }} as {{ dbt.type_string() }})
        {%- for decimals in range(5) %}
        {%- set rounded = 'cast(' ~ number ~ ' as numeric(18, ' ~ decimals ~ '))' %}
        when cast({{ rounded }} as {{ lead_scoring.type_double() }}) = {{ number }} then
        {{- ' cast(' ~ rounded ~ ' as ' ~ dbt.type_string() ~ ')' }}
        {%- endfor %}
        else cast({{ number }} as {{ dbt.type_string() }})
    end
    {%- endset -%}
    {{ lead_scoring.on_one_line(sql) }}
{%- endmacro %}
