{#- The lower or upper end of the Wilson interval of a share, of 95 % unless told; null where there
    are no trials. -#}
{% macro wilson_bound(successes, trials, side, z=1.959963984540054) -%}
    {%- set n = 'cast(' ~ trials ~ ' as ' ~ lead_scoring.type_double() ~ ')' -%}
    {%- set p = '(' ~ successes ~ ' / nullif(' ~ n ~ ', 0))' -%}
    {%- set sql -%}
    (
        ({{ p }} + {{ z * z / 2 }} / nullif({{ n }}, 0))
        {{ '-' if side == 'low' else '+' }} {{ z }} * sqrt(
            greatest({{ p }} * (1 - {{ p }}), 0) / nullif({{ n }}, 0)
            + {{ z * z / 4 }} / nullif({{ n }} * {{ n }}, 0)
        )
    ) / (1 + {{ z * z }} / nullif({{ n }}, 0))
    {%- endset -%}
    {{ lead_scoring.on_one_line(sql) }}
{%- endmacro %}
