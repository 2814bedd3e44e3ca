{#- Fails for every combination of values that more than one row has. A grain may contain nulls (a
    cap in the ledger has no rule_id), and group by holds them equal, where dbt's own unique test
    skips them. -#}
{% test lead_scoring_unique_combination(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
