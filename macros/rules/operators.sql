{#- The ways in which a condition compares, each described here and nowhere else; the columns
    `operator` and `audience_operator` of the files name one. A condition that is tried has its
    columns and those of its field under the suffix `slot`; `item_count` is how many values it has.

    takes   value, list (items separated by |), range (two numbers) or nothing
    fields  the type of the fields that it suits: any, text or number
    holds   SQL for whether it holds for a known value
    said    the condition in words, as SQL, up to its values -#}
{% macro operators(slot=1, item_count='item_count') -%}
    {%- set text, number = 'text_' ~ slot, 'number_' ~ slot -%}
    {%- set value, low, high = 'value_text_' ~ slot, 'number_low_' ~ slot, 'number_high_' ~ slot -%}
    {#- A value that itself has a | cannot be an item of a list. -#}
    {%- set is_item = dbt.position("'|'", text) ~ ' = 0 and '
        ~ dbt.position("'|' || " ~ text ~ " || '|'", 'value_list_' ~ slot) ~ ' > 0' -%}
    {%- set is_part = dbt.position(value, text) ~ ' > 0' -%}
    {{ return({
        'equals': {
            'takes': 'value', 'fields': 'any',
            'holds': text ~ ' = ' ~ value,
            'said': "'is '",
        },
        'not_equals': {
            'takes': 'value', 'fields': 'any',
            'holds': text ~ ' <> ' ~ value,
            'said': "'is not '",
        },
        'in': {
            'takes': 'list', 'fields': 'any',
            'holds': is_item,
            'said': 'case when ' ~ item_count ~ " > 2 then 'is one of ' else 'is ' end",
        },
        'not_in': {
            'takes': 'list', 'fields': 'any',
            'holds': 'not (' ~ is_item ~ ')',
            'said': 'case when ' ~ item_count ~ " > 2 then 'is none of ' when " ~ item_count
                ~ " = 2 then 'is neither ' else 'is not ' end",
        },
        'contains': {
            'takes': 'value', 'fields': 'text',
            'holds': is_part,
            'said': "'contains '",
        },
        'not_contains': {
            'takes': 'value', 'fields': 'text',
            'holds': 'not (' ~ is_part ~ ')',
            'said': "'does not contain '",
        },
        'starts_with': {
            'takes': 'value', 'fields': 'text',
            'holds': 'left(' ~ text ~ ', length(' ~ value ~ ')) = ' ~ value,
            'said': "'starts with '",
        },
        'ends_with': {
            'takes': 'value', 'fields': 'text',
            'holds': 'right(' ~ text ~ ', length(' ~ value ~ ')) = ' ~ value,
            'said': "'ends with '",
        },
        'greater_than': {
            'takes': 'value', 'fields': 'number',
            'holds': number ~ ' > ' ~ low,
            'said': "'is above '",
        },
        'at_least': {
            'takes': 'value', 'fields': 'number',
            'holds': number ~ ' >= ' ~ low,
            'said': "'is at least '",
        },
        'less_than': {
            'takes': 'value', 'fields': 'number',
            'holds': number ~ ' < ' ~ low,
            'said': "'is below '",
        },
        'at_most': {
            'takes': 'value', 'fields': 'number',
            'holds': number ~ ' <= ' ~ low,
            'said': "'is at most '",
        },
        'between': {
            'takes': 'range', 'fields': 'number',
            'holds': number ~ ' between ' ~ low ~ ' and ' ~ high,
            'said': "'is between '",
        },
        'is_true': {
            'takes': 'nothing', 'fields': 'any',
            'holds': text ~ ' in (' ~ lead_scoring._true_words() ~ ')',
            'said': "'is true'",
        },
        'is_false': {
            'takes': 'nothing', 'fields': 'any',
            'holds': text ~ ' in (' ~ lead_scoring._false_words() ~ ')',
            'said': "'is false'",
        },
        'is_known': {
            'takes': 'nothing', 'fields': 'any',
            'holds': 'true',
            'said': "'is known'",
        },
        'is_unknown': {
            'takes': 'nothing', 'fields': 'any',
            'holds': 'false',
            'said': "'is unknown'",
        },
    }) }}
{%- endmacro %}

{#- The operators of which one of the words above says one of some things, as the items of a SQL
    list. -#}
{% macro operator_list(aspect, words) -%}
    {%- set names = [] -%}
    {%- for name, operator in lead_scoring.operators().items() if operator[aspect] in words -%}
        {%- do names.append("'" ~ name ~ "'") -%}
    {%- endfor -%}
    {{ names | join(', ') }}
{%- endmacro %}
