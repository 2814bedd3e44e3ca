{#- once, twice, 3 times -#}
{% macro times_text(count) -%}
    case
        when {{ count }} = 1 then 'once'
        when {{ count }} = 2 then 'twice'
        else {{ lead_scoring.number_text(count) }} || ' times'
    end
{%- endmacro %}
