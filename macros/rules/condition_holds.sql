{#- Whether a condition holds for a value: the meaning of every operator, written once. `condition`
    is the relation that has the parsed condition's columns, `slot` their suffix, and `text` and
    `number` are the field's value. An unused slot holds always; an unknown value meets no condition
    but is_unknown. -#}
{% macro condition_holds(slot, text, number) -%}
    {%- set s = '_' ~ slot -%}
    case
        when operator{{ s }} is null then true
        when operator{{ s }} = 'is_unknown' then {{ text }} is null
        when {{ text }} is null then false
        when operator{{ s }} = 'is_known' then true
        when operator{{ s }} = 'equals' then {{ text }} = value_text{{ s }}
        when operator{{ s }} = 'not_equals' then {{ text }} <> value_text{{ s }}
        {# A value that itself has a | cannot be an item of a list. #}
        when operator{{ s }} in ('in', 'not_in')
            then
                (
                    {{ dbt.position("'|'", text) }} = 0
                    and {{ dbt.position("'|' || " ~ text ~ " || '|'", "value_list" ~ s) }} > 0
                ) = (operator{{ s }} = 'in')
        when operator{{ s }} in ('contains', 'not_contains')
            then
                ({{ dbt.position("value_text" ~ s, text) }} > 0) = (operator{{ s }} = 'contains')
        when operator{{ s }} = 'starts_with'
            then left({{ text }}, length(value_text{{ s }})) = value_text{{ s }}
        when operator{{ s }} = 'ends_with'
            then right({{ text }}, length(value_text{{ s }})) = value_text{{ s }}
        when operator{{ s }} = 'greater_than' then {{ number }} > number_low{{ s }}
        when operator{{ s }} = 'at_least' then {{ number }} >= number_low{{ s }}
        when operator{{ s }} = 'less_than' then {{ number }} < number_low{{ s }}
        when operator{{ s }} = 'at_most' then {{ number }} <= number_low{{ s }}
        when operator{{ s }} = 'between'
            then {{ number }} between number_low{{ s }} and number_high{{ s }}
        when operator{{ s }} = 'is_true' then {{ text }} in ({{ lead_scoring._true_words() }})
        when operator{{ s }} = 'is_false' then {{ text }} in ({{ lead_scoring._false_words() }})
    end
{%- endmacro %}
