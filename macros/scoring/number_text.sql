{#- A number of at most 4 decimals for people: without zeros at its end. -#}
{% macro number_text(number) -%}
    {%- set text -%}
        cast(cast({{ number }} as {{ lead_scoring.type_points() }}) as {{ dbt.type_string() }})
    {%- endset -%}
    case
        when {{ number }} = floor({{ number }})
            then cast(cast({{ number }} as bigint) as {{ dbt.type_string() }})
        else trim(replace(replace(replace({{ text }} || ' ', '000 ', ' '), '00 ', ' '), '0 ', ' '))
    end
{%- endmacro %}
