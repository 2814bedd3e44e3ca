{#- The value of the field that a row's rule names: a case over the declared fields, because a rule
    is data and the column that it speaks of is known only row by row.

    field_text gives every type in the form that is compared (lower case; numbers in the engine's
    own notation, so that equal numbers have equal text); field_number is null for other types. -#}
{% macro field_text(field, fields, relation) -%}
    {%- if not fields -%}
        cast(null as {{ dbt.type_string() }})
    {%- else -%}
        case {{ field }}
            {%- for column in fields %}
            when {{ lead_scoring.text_literal(column.name) }} then {{ lead_scoring._comparable(
                relation ~ '.' ~ column.column, column.type
            ) }}
            {%- endfor %}
        end
    {%- endif -%}
{%- endmacro %}

{% macro field_number(field, fields, relation) -%}
    {%- set numbers = fields | selectattr('type', 'equalto', 'number') | list -%}
    {%- if not numbers -%}
        cast(null as {{ lead_scoring.type_double() }})
    {%- else -%}
        case {{ field }}
            {%- for column in numbers %}
            {%- set name = lead_scoring.text_literal(column.name) %}
            when {{ name }} then {{ relation }}.{{ column.column }}
            {%- endfor %}
        end
    {%- endif -%}
{%- endmacro %}

{% macro _comparable(expression, type) -%}
    {%- if type == 'number' -%}
        {#- Adding 0 turns a negative zero into zero. -#}
        cast(cast({{ expression }} as {{ lead_scoring.type_double() }}) + 0
        {{- ' as ' ~ dbt.type_string() }})
    {%- else -%}
        lower({{ expression }})
    {%- endif -%}
{%- endmacro %}
