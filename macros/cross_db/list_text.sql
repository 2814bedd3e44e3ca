{#- Joins the texts of a group in a given order. -#}
{% macro list_text(expression, separator, order_by) -%}
    {{ return(adapter.dispatch('list_text', 'lead_scoring')(expression, separator, order_by)) }}
{%- endmacro %}

{% macro default__list_text(expression, separator, order_by) -%}
    {{ dbt.listagg(
        expression, lead_scoring.text_literal(separator), 'order by ' ~ order_by
    ) }}
{%- endmacro %}

{#- Spark has no `listagg` before 4.0; an array of structs is in order of their fields. -#}
{% macro spark__list_text(expression, separator, order_by) -%}
    case
        when count({{ expression }}) > 0
            then array_join(
                array_sort(
                    collect_list(struct({{ order_by }}, {{ expression }} as listed_text))
                ).listed_text,
                {{ lead_scoring.text_literal(separator) }}
            )
    end
{%- endmacro %}
