{#- A number as people write it into data, by the rules of the analyst's files: 1,200.5 and 1.200,5
    and 1 200. What is no number, or may be a thousand as well as one, is null. `text` is a column
    that has been through clean_text(), `is_text` says whether it was text: a point in a number of
    SQL's own parts decimals, however many there are. -#}
{% macro read_number(text, is_text) -%}
    case
        when
            {{ is_text }}
            and {{ lead_scoring.matches_pattern(text, lead_scoring._one_or_thousand()) }}
            then null
        when {{ lead_scoring.safe_number(text) }} is not null
            then {{ lead_scoring.safe_number(text) }}
        when {{ is_text }}
            then {{ lead_scoring.safe_number(
                lead_scoring.tidy_number(lead_scoring._plain_minus(text))
            ) }}
    end
{%- endmacro %}

{#- 1,000 and 1.000: a thousand to some people and one to others. -#}
{% macro _one_or_thousand() -%}
    {{ return('^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$') }}
{%- endmacro %}
