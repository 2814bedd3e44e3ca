{#- What is left, between 0 and 1, of an occurrence `age` days old under the rule in `rule`. -#}
{% macro decay_factor(age, rule) -%}
    case {{ rule }}.decay
        {%- for name, decay in lead_scoring.decays(rule, age).items() %}
        when '{{ name }}' then {{ decay.factor }}
        {%- endfor %}
    end
{%- endmacro %}
