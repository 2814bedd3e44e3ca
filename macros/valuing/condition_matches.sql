{#- Which conditions beside the score (require, disqualify, fast_track) match leads at given as-of
    dates: an attribute rule that matches on a day of its validity, and an event rule of which some
    counted occurrence is worth anything yet, if it happened as often as the rule asks for. `dates`
    is as for valued_entries(). The last of the CTEs, `condition_matches`, has one row a
    lead × model × rule × as-of date. -#}
{% macro condition_matches(dates) -%}
{{ lead_scoring._rule_entries(
    dates, ['require', 'disqualify', 'fast_track'], shows_faded=false
) }},

condition_matches as (
    select
        lead_id,
        model_id,
        rule_id,
        as_of_date
    from _ls_rule_entries
    where is_met
)
{%- endmacro %}
