{#- Which rules gave a lead something at a past cutoff, as a query: lead × model × cutoff × rule. An
    entry of which nothing is left no longer counts as a match; one of a rule of 0 points still
    does. -#}
{% macro cutoff_matches() -%}
    select
        lead_id,
        model_id,
        cutoff_date,
        rule_id,
        points
    from {{ ref('int_lead_scoring__cutoff_entries') }}
    where
        entry_type = 'rule'
        and counted_occurrences > 0
        and (points <> 0 or base_points = 0)
{%- endmacro %}
