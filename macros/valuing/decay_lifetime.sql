{#- The age in days from which nothing is left of an occurrence under the rule in `rule`; null when
    its worth does not change with age. -#}
{% macro decay_lifetime(rule) -%}
    case {{ rule }}.decay
        when 'window' then ceil({{ rule }}.decay_days)
        when 'linear' then ceil({{ rule }}.decay_days)
        when 'half_life' then ceil(10 * {{ rule }}.decay_days)
        when 'step' then ceil({{ rule }}.decay_days * ceil(100.0 / {{ rule }}.decay_pct))
    end
{%- endmacro %}
