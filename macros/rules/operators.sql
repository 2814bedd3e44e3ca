{#- The whitelist of comparison operators, optionally of one kind:
    list (items separated by |), number (number fields only), text (text fields only),
    flag (yes or no), presence (known or not); plain operators take one value of any type. -#}
{% macro operators(kind=none) -%}
    {%- set kinds = {
        'plain': ['equals', 'not_equals'],
        'list': ['in', 'not_in'],
        'text': ['contains', 'not_contains', 'starts_with', 'ends_with'],
        'number': ['greater_than', 'at_least', 'less_than', 'at_most', 'between'],
        'flag': ['is_true', 'is_false'],
        'presence': ['is_known', 'is_unknown'],
    } -%}
    {{ return(kinds[kind] if kind else kinds.values() | sum(start=[])) }}
{%- endmacro %}

{#- The operators of some kinds as the items of a SQL list. -#}
{% macro operator_list(kinds) -%}
    {%- for kind in kinds -%}
    '{{ lead_scoring.operators(kind) | join("', '") }}'{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
