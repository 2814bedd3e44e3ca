{#- How many independent leads so many scorings are worth, where the same lead is scored at several
    cutoffs. It is the design effect of survey statistics: the variance of independent scorings over
    that between leads, from the sums over leads of scorings², scorings × conversions and
    conversions². Where nobody or everybody converts there is no variance to compare, and Kish's
    number stands: each lead is one witness. Never below that, never above the scorings. -#}
{% macro effective_trials(conversions, scorings, squares, products, conversion_squares) -%}
    {%- set double = lead_scoring.type_double() -%}
    {%- set n = 'cast(' ~ scorings ~ ' as ' ~ double ~ ')' -%}
    {%- set p = '(' ~ conversions ~ ' / nullif(' ~ n ~ ', 0))' -%}
    {%- set kish = n ~ ' * ' ~ n ~ ' / ' ~ squares -%}
    {%- set between = '(' ~ conversion_squares ~ ' - 2 * ' ~ p ~ ' * ' ~ products ~ ' + ' ~ p
        ~ ' * ' ~ p ~ ' * ' ~ squares ~ ')' -%}
    {%- set within = n ~ ' * ' ~ p ~ ' * (1 - ' ~ p ~ ')' -%}
    case
        when {{ scorings }} = 0 then 0
        when {{ conversions }} = 0 or {{ conversions }} = {{ scorings }} then {{ kish }}
        when {{ between }} <= {{ within }} then {{ n }}
        else greatest({{ kish }}, {{ n }} * {{ within }} / {{ between }})
    end
{%- endmacro %}
