{#- The average precision, as an aggregate over the distinct scores: the close rate from the top
    down to each conversion, averaged over the conversions. Null where there are none. -#}
{% macro average_precision(conversions, conversions_reached, leads_reached) -%}
    sum(
        cast({{ conversions }} as {{ lead_scoring.type_double() }})
        * {{ conversions_reached }} / {{ leads_reached }}
    ) / nullif(sum({{ conversions }}), 0)
{%- endmacro %}
