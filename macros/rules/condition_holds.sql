{#- Whether the condition of a slot holds, for a row with the columns of condition_values(). An
    unused slot holds always; an unknown value meets no condition but is_unknown. -#}
{% macro condition_holds(slot) -%}
    case
        when operator_{{ slot }} is null then true
        when text_{{ slot }} is null then operator_{{ slot }} = 'is_unknown'
        {%- for name, operator in lead_scoring.operators(slot).items() %}
        when operator_{{ slot }} = '{{ name }}' then {{ operator.holds }}
        {%- endfor %}
    end
{%- endmacro %}
