{#- Whether a text mixes Latin with Greek or Cyrillic letters in one word: some look alike. -#}
{% macro _has_mixed_letters(text) -%}
    {%- set latin, other = '[A-Za-z]', '[Ͱ-ϿЀ-ӿ]' -%}
    {{ lead_scoring.matches_pattern(text, latin ~ other ~ '|' ~ other ~ latin) }}
{%- endmacro %}

{#- Whether a text holds signs without width, which nobody sees. -#}
{% macro _has_invisible_signs(text) -%}
    {{ lead_scoring.matches_pattern(text, '[\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff]') }}
{%- endmacro %}

{#- What spreadsheets write into a cell that they could not compute, in upper case. -#}
{% macro _spreadsheet_error_pattern() -%}
    ^(#(REF!|N/A|NAME[?]|VALUE!|DIV/0!|NUM!|NULL!)|ERR:[0-9]+)$
{%- endmacro %}
