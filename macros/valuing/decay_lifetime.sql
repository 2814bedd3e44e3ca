{#- The age in days from which nothing is left of an occurrence under the rule in `rule`; null when
    its worth does not change with age. -#}
{% macro decay_lifetime(rule) -%}
    {%- set sql -%}
    case {{ rule }}.decay
        {%- for name, decay in lead_scoring.decays(rule).items() if decay.lifetime is defined %}
        when '{{ name }}' then {{ decay.lifetime }}
        {%- endfor %}
    end
    {%- endset -%}
    {{ lead_scoring.on_one_line(sql) }}
{%- endmacro %}
