{#- The ways in which an occurrence loses its worth with age, each described here and nowhere else;
    the column `decay` of the rules names one. `rule` is the relation that has the rule's columns
    and `age` the age in days as SQL.

    needs     the columns of a rule without which it says nothing
    factor    what is left, between 0 and 1
    lifetime  the age in days from which nothing is left; missing if worth does not change with age
    said      the decay in words; missing if there is nothing to say

    Ten half-lives leave a thousandth: the tail ends there, so that an old event has a last day. -#}
{% macro decays(rule='rules', age='age') -%}
    {%- set days, percent = rule ~ '.decay_days', rule ~ '.decay_pct' -%}
    {%- set counted_days = lead_scoring.days_text(days) -%}
    {%- set each_days = lead_scoring.days_text(days, one='day') -%}
    {%- set half = 'cast(0.5 as ' ~ lead_scoring.type_double() ~ ')' -%}
    {{ return({
        'none': {
            'needs': [],
            'factor': '1.0',
        },
        'window': {
            'needs': ['decay_days'],
            'factor': 'case when ' ~ age ~ ' < ' ~ days ~ ' then 1.0 else 0.0 end',
            'lifetime': 'ceil(' ~ days ~ ')',
            'said': "'counting for ' || " ~ counted_days,
        },
        'linear': {
            'needs': ['decay_days'],
            'factor': 'greatest(0.0, 1.0 - ' ~ age ~ ' / ' ~ days ~ ')',
            'lifetime': 'ceil(' ~ days ~ ')',
            'said': "'fading to nothing over ' || " ~ counted_days,
        },
        'half_life': {
            'needs': ['decay_days'],
            'factor': 'case when ' ~ age ~ ' < 10 * ' ~ days
                ~ ' then power(' ~ half ~ ', ' ~ age ~ ' / ' ~ days ~ ') else 0.0 end',
            'lifetime': 'ceil(10 * ' ~ days ~ ')',
            'said': "'halving every ' || " ~ each_days,
        },
        'step': {
            'needs': ['decay_days', 'decay_pct'],
            'factor': 'greatest(0.0, 1.0 - ' ~ percent ~ ' / 100.0 * floor('
                ~ age ~ ' / ' ~ days ~ '))',
            'lifetime': 'ceil(' ~ days ~ ' * ceil(100.0 / ' ~ percent ~ '))',
            'said': "'losing ' || " ~ lead_scoring.number_text(percent) ~ " || ' % every ' || "
                ~ each_days,
        },
    }) }}
{%- endmacro %}

{#- The decays that need a column of the rules. -#}
{% macro _decays_that_need(column) -%}
    {%- set names = [] -%}
    {%- for name, decay in lead_scoring.decays().items() if column in decay.needs -%}
        {%- do names.append(name) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}
