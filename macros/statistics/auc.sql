{#- The area under the ROC curve, as an aggregate over the distinct scores: the share of pairs (a
    conversion, another lead) that the score puts in the right order, ties half. Null where all
    outcomes are the same. -#}
{% macro auc(conversions, other_leads, conversions_above) -%}
    {%- set double = lead_scoring.type_double() -%}
    sum(
        cast({{ other_leads }} as {{ double }})
        * ({{ conversions_above }} + {{ conversions }} / 2.0)
    ) / nullif(sum(cast({{ conversions }} as {{ double }})) * sum({{ other_leads }}), 0)
{%- endmacro %}
