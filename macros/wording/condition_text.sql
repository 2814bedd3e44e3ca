{#- A condition in words: "employee count is between 50 and 999". `condition` is the relation that
    has field, operator and item_count, `items` the text of its values. A field named is_… is said
    without its verb: "free email is true". -#}
{% macro condition_text(condition, items) -%}
    {%- set count = condition ~ '.item_count' -%}
    replace(
        case
            when left({{ condition }}.field, 3) = 'is_'
                then substring({{ condition }}.field, 4)
            else {{ condition }}.field
        end,
        '_', ' '
    ) || ' '
    || case {{ condition }}.operator
        when 'is_true' then 'is true'
        when 'is_false' then 'is false'
        when 'is_known' then 'is known'
        when 'is_unknown' then 'is unknown'
        else
            case {{ condition }}.operator
                when 'equals' then 'is '
                when 'not_equals' then 'is not '
                when 'in' then case when {{ count }} > 2 then 'is one of ' else 'is ' end
                when 'not_in'
                    then
                        case
                            when {{ count }} > 2 then 'is none of '
                            when {{ count }} = 2 then 'is neither '
                            else 'is not '
                        end
                when 'contains' then 'contains '
                when 'not_contains' then 'does not contain '
                when 'starts_with' then 'starts with '
                when 'ends_with' then 'ends with '
                when 'greater_than' then 'is above '
                when 'at_least' then 'is at least '
                when 'less_than' then 'is below '
                when 'at_most' then 'is at most '
                when 'between' then 'is between '
            end || {{ items }}
    end
{%- endmacro %}
