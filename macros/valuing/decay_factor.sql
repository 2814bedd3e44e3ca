{#- What is left, between 0 and 1, of an occurrence `age` days old under the rule in `rule`. -#}
{% macro decay_factor(age, rule) -%}
    case {{ rule }}.decay
        when 'none' then 1.0
        when 'window' then case when {{ age }} < {{ rule }}.decay_days then 1.0 else 0.0 end
        when 'linear' then greatest(0.0, 1.0 - {{ age }} / {{ rule }}.decay_days)
        when 'half_life'
            then
                case
                    {# Ten half-lives leave a thousandth: the tail ends there, so that an old event
                       has a last day. #}
                    when {{ age }} < 10 * {{ rule }}.decay_days
                        then power(
                            cast(0.5 as {{ lead_scoring.type_double() }}),
                            {{ age }} / {{ rule }}.decay_days
                        )
                    else 0.0
                end
        when 'step'
            then
                greatest(
                    0.0,
                    1.0 - {{ rule }}.decay_pct / 100.0 * floor({{ age }} / {{ rule }}.decay_days)
                )
    end
{%- endmacro %}
