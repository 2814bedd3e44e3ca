{#- The one grammar of dates and times in text, as a regular expression of a whole text that has
    been trimmed: docs/engines.md says it in words. Days that do not exist do not match, so what
    matches is read by every engine's cast. Years begin at 1000: what looks like an earlier one has
    two digits, or stands for nothing.

    `ending` is what may follow a time: nothing, what says that it is in UTC already, or an offset
    that moves it there. -#}
{% macro time_pattern(ending='') -%}
    {%- set time = '([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?' -%}
    {%- set days = lead_scoring._day_pattern('-') ~ '|' ~ lead_scoring._day_pattern('/') -%}
    {{ return('^(' ~ days ~ ')([ T]' ~ time ~ ending ~ ')?$') }}
{%- endmacro %}

{#- Beside the above, so that what differs between the three can be seen at once. -#}
{% macro _utc_ending() -%}{{ return('( *(Z|z|UTC))?') }}{%- endmacro %}
{% macro _offset_ending() -%}{{ return(' *[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?') }}{%- endmacro %}
{% macro _any_ending() -%}
    {{ return('( *(Z|z|UTC|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?))?') }}
{%- endmacro %}

{% macro _day_pattern(separator) -%}
    {%- set days = [
        '(0?[13578]|1[02])' ~ separator ~ '(0?[1-9]|[12][0-9]|3[01])',
        '(0?[469]|11)' ~ separator ~ '(0?[1-9]|[12][0-9]|30)',
        '0?2' ~ separator ~ '(0?[1-9]|1[0-9]|2[0-8])',
    ] -%}
    {%- set fourth_year = '[1-9][0-9](0[48]|[2468][048]|[13579][26])' -%}
    {%- set fourth_century = '(1[26]|[2468][048]|[3579][26])00' -%}
    {{ return(
        '[1-9][0-9]{3}' ~ separator ~ '(' ~ days | join('|') ~ ')'
        ~ '|(' ~ fourth_year ~ '|' ~ fourth_century ~ ')' ~ separator ~ '0?2' ~ separator ~ '29'
    ) }}
{%- endmacro %}
