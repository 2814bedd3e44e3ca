{#- Joins the texts of a group in a given order. -#}
{% macro list_text(expression, separator, order_by) -%}
    {{ return(adapter.dispatch('list_text', 'lead_scoring')(expression, separator, order_by)) }}
{%- endmacro %}

{% macro default__list_text(expression, separator, order_by) -%}
    {{ dbt.listagg(
        expression, lead_scoring.text_literal(separator), 'order by ' ~ order_by
    ) }}
{%- endmacro %}

{% macro spark__list_text(expression, separator, order_by) -%}
    listagg({{ expression }}, {{ lead_scoring.text_literal(separator) }})
        within group (order by {{ order_by }})
{%- endmacro %}
