{#- A number pushed into low..high, where a null bound is no bound. -#}
{% macro clamp(number, low, high) -%}
    {%- set sql -%}
    case
        when {{ number }} < {{ low }} then {{ low }}
        when {{ number }} > {{ high }} then {{ high }}
        else {{ number }}
    end
    {%- endset -%}
    {{ lead_scoring.on_one_line(sql) }}
{%- endmacro %}
