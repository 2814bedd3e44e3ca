{#- A condition in words: "employee count is between 50 and 999". `condition` is the relation that
    has field, operator and item_count, `items` the text of its values. A field named is_… is said
    without its verb: "free email is true". -#}
{% macro condition_text(condition, items) -%}
    replace(
        case
            when left({{ condition }}.field, 3) = 'is_'
                then substring({{ condition }}.field, 4)
            else {{ condition }}.field
        end,
        '_', ' '
    ) || ' '
    || case {{ condition }}.operator
        {%- for name, operator in
            lead_scoring.operators(item_count=condition ~ '.item_count').items() %}
        when '{{ name }}' then {{ operator.said }}
        {%- endfor %}
    end
    || case
        when {{ condition }}.operator in (
            {{ lead_scoring.operator_list('takes', ['nothing']) }}
        ) then ''
        else {{ items }}
    end
{%- endmacro %}
