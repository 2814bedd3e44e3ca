{#- A number as people and spreadsheets write it, in the notation of SQL: 0,5 and 1.234,5 and
    1,234,567 and 1 000. A text that is no number, or might be two, stays as it is: 1,000 and 1.000
    may be a thousand or one. A percent sign divides by the number in the column `percent`; where
    that is null, or no column is named, the sign is not understood. `text` is a column that has
    been through _plain_minus(). -#}
{% macro tidy_number(text, percent=none) -%}
    {%- set gap = " '’\u00a0\u2009\u202f" -%}
    {%- set thousands = '^[+-]?[0-9]{1,3}' -%}
    case
        when {{ lead_scoring.matches_pattern(text, lead_scoring._thousand_or_one()) }}
            then {{ text }}
        when {{ lead_scoring.matches_pattern(text, '^[+-]?[0-9]*,[0-9]+$') }}
            then replace({{ text }}, ',', '.')
        when
            {{ lead_scoring.matches_pattern(
                text, thousands ~ '((,[0-9]{3}){2,}|(,[0-9]{3})+[.][0-9]*)$'
            ) }}
            then replace({{ text }}, ',', '')
        when
            {{ lead_scoring.matches_pattern(
                text, thousands ~ '(([.][0-9]{3}){2,}|([.][0-9]{3})+,[0-9]*)$'
            ) }}
            then replace(replace({{ text }}, '.', ''), ',', '.')
        when
            {{ lead_scoring.matches_pattern(
                text, thousands ~ '([' ~ gap ~ '][0-9]{3})+([.,][0-9]+)?$'
            ) }}
            then replace({{ lead_scoring._without_signs(text, gap) }}, ',', '.')
        {%- if percent %}
        when
            {{ percent }} is not null
            and {{ lead_scoring.matches_pattern(
                text, '^[0-9]+([.,][0-9]+)?[' ~ gap ~ ']?%$'
            ) }}
            then cast(
                cast(
                    replace({{ lead_scoring._without_signs(text, gap ~ '%') }}, ',', '.')
                    as {{ lead_scoring.type_double() }}
                ) / {{ percent }}
                as {{ dbt.type_string() }}
            )
        {%- endif %}
        else {{ text }}
    end
{%- endmacro %}

{#- The minus signs of typographers as that of SQL. -#}
{% macro _plain_minus(text) -%}
    replace(replace({{ text }}, '−', '-'), '–', '-')
{%- endmacro %}

{#- 1,000: a thousand where points separate decimals, one where commas do; and 1.000. -#}
{% macro _thousand_or_one() -%}^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}${%- endmacro %}

{#- The number that a text is after tidy_number(): null if it is none or might be two. -#}
{% macro _tidied_number(text) -%}
    case
        when not {{ lead_scoring.matches_pattern(text, lead_scoring._thousand_or_one()) }}
            then {{ lead_scoring.safe_number(text) }}
    end
{%- endmacro %}

{% macro _without_signs(text, signs) -%}
    {%- for sign in signs %}replace({% endfor %}{{ text }}
    {%- for sign in signs %}, {{ lead_scoring.text_literal(sign) }}, ''){% endfor %}
{%- endmacro %}
