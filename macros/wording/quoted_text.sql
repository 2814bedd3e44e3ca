{#- A text value as it stands in a sentence: in quotation marks where it holds a word or a mark that
    could be taken for the sentence's own, so that “A or B” is not A or B. -#}
{% macro quoted_text(value) -%}
    {%- set words = [
        'or', 'nor', 'and', 'not', 'one', 'none', 'neither', 'known', 'unknown', 'true', 'false',
    ] -%}
    {%- set sql -%}
    case
        when
            {{ value }} = ''
            {%- for mark in [',', ';', '“', '”'] %}
            or {{ dbt.position("'" ~ mark ~ "'", value) }} > 0
            {%- endfor %}
            {%- for word in words %}
            or {{ dbt.position("' " ~ word ~ " '", "' ' || lower(" ~ value ~ ") || ' '") }} > 0
            {%- endfor %}
            then '“' || {{ value }} || '”'
        else {{ value }}
    end
    {%- endset -%}
    {{ lead_scoring.on_one_line(sql) }}
{%- endmacro %}
