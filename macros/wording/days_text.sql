{#- 1 day, 30 days; `one` is how a single day is said where it is not counted: every day. -#}
{% macro days_text(count, one='1 day') -%}
    case
        when {{ count }} = 1 then '{{ one }}'
        else {{ lead_scoring.number_text(count) }} || ' days'
    end
{%- endmacro %}
