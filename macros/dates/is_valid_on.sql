{#- Whether a row with valid_from and valid_to, both included and null for ever, holds on a day. -#}
{% macro is_valid_on(date, relation) -%}
    ({{ relation }}.valid_from is null or {{ date }} >= {{ relation }}.valid_from)
    and ({{ relation }}.valid_to is null or {{ date }} <= {{ relation }}.valid_to)
{%- endmacro %}
