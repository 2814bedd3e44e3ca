{#- Fails for every row for which the expression is false, and also where it is null: a comparison
    made meaningless by a null has not been passed. Where null is right the expression says so. -#}
{% test lead_scoring_expression_is_true(model, expression) %}
    select *
    from {{ model }}
    where not coalesce({{ expression }}, false)
{% endtest %}
