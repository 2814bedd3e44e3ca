{#- The lift among the best share of leads, as an aggregate over the distinct scores. Where the
    border falls among equal scores, they count in part, as if drawn by lot on average. Null where
    there are no conversions. -#}
{% macro top_lift(share, conversions, leads, leads_reached, all_leads) -%}
    sum(
        {{ conversions }} * least(
            greatest(
                (
                    cast({{ share }} as {{ lead_scoring.type_double() }}) * {{ all_leads }}
                    - ({{ leads_reached }} - {{ leads }})
                ) / {{ leads }},
                0
            ),
            1
        )
    ) / nullif({{ share }} * sum({{ conversions }}), 0)
{%- endmacro %}
