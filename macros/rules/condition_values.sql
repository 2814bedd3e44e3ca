{#- The columns with which the conditions of a match key are tried, slot by slot: what is asked and
    the value of the field that it is asked of. `relation` is the alias that has the fields, `keys`
    that of the match key. -#}
{% macro condition_values(fields, relation, keys) -%}
    {%- for slot in range(1, lead_scoring.max_conditions() + 1) %}
        {% for column in ['operator', 'value_text', 'value_list', 'number_low', 'number_high'] -%}
        {{ keys }}.{{ column }}_{{ slot }},{{ ' ' if not loop.last }}
        {%- endfor %}
        {{ lead_scoring.field_text(keys ~ '.field_' ~ slot, fields, relation) }} as text_{{ slot }},
        {{ lead_scoring.field_number(keys ~ '.field_' ~ slot, fields, relation) }}
        {{- ' as number_' ~ slot }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
