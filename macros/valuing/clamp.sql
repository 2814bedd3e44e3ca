{#- A number pushed into low..high, where a null bound is no bound. -#}
{% macro clamp(number, low, high) -%}
    case
        when {{ number }} < {{ low }} then {{ low }}
        when {{ number }} > {{ high }} then {{ high }}
        else {{ number }}
    end
{%- endmacro %}
