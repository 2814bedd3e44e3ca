{#- Cuts every kind of white space from both ends: plain SQL trim() leaves tabs and no-break spaces.
    -#}
{% macro trim_text(expression) -%}
    {{ return(adapter.dispatch('trim_text', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro _white_space() -%}
    {{ return(
        "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x20\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
        ~ "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    ) }}
{%- endmacro %}

{% macro default__trim_text(expression) -%}
    {{ lead_scoring.trim_signs(expression, lead_scoring._white_space()) }}
{%- endmacro %}

{#- Nearly every value begins and ends with a plain character. To compare it, and its reverse, as a
    whole shows that for a tenth of what it costs to try thirty kinds of white space, and for less
    than cutting out two characters. What would break a line stands by its number. -#}
{% macro duckdb__trim_text(expression) -%}
    {%- set ns = namespace(on_one_line='', breaks='') -%}
    {%- for sign in lead_scoring._white_space() -%}
        {%- if sign.splitlines()[0] == sign -%}
            {%- set ns.on_one_line = ns.on_one_line ~ sign -%}
        {%- else -%}
            {%- set code = sign.encode('utf-32-be') | map('int') | list -%}
            {%- set ns.breaks = ns.breaks ~ ' || chr(' ~ (code[2] * 256 + code[3]) ~ ')' -%}
        {%- endif -%}
    {%- endfor -%}
    case when {{ expression }} between '!' and '~' and reverse({{ expression }}) between '!' and '~'
    {{- ' then ' ~ expression ~ ' else trim(' ~ expression ~ ", '"
        ~ ns.on_one_line ~ "'" ~ ns.breaks ~ ') end' }}
{%- endmacro %}
