{#- Fails for every combination of values that more than one row has, or that lacks one of them. A
    grain may contain nulls (a cap in the ledger has no rule_id) in the columns named as `nullable`,
    and group by holds them equal, where dbt's own unique test skips them. -#}
{% test lead_scoring_unique_combination(model, columns, nullable=[]) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        {% for column in columns if column not in nullable -%}
        or {{ column }} is null
        {% endfor %}
{% endtest %}
