{#- A list of CTEs that ends the judging of an input: of the rows of `judged` with the same `key`
    and the same first_reason, the first by `order_by` counts and the others are duplicates. The
    last one, `final`, has the columns of `judged` and rejection_reason. -#}
{% macro judged_once(key, order_by) -%}
ranked as (
    select
        *,
        row_number() over (
            partition by {{ key | join(', ') }}, first_reason order by {{ order_by }}
        ) as copy_number
    from judged
),

final as (
    select
        *,
        coalesce(first_reason, case when copy_number > 1 then 'duplicate' end) as rejection_reason
    from ranked
)
{%- endmacro %}
