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

{% macro duckdb__trim_text(expression) -%}
    {# Nearly every value begins and ends with a plain character. To compare it, and its reverse, as
       a whole shows that for a tenth of what it costs to try thirty kinds of white space, and for
       less than cutting out two characters. #}
    case
        when
            {{ expression }} between '!' and '~'
            and reverse({{ expression }}) between '!' and '~'
            then {{ expression }}
        else {{ lead_scoring.trim_signs(expression, lead_scoring._white_space()) }}
    end
{%- endmacro %}
