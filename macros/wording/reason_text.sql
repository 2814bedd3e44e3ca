{#- SQL for a ledger entry of a rule as a reason in words: points, what the rule is about, how often
    and when last. -#}
{% macro reason_text(entries) -%}
    {{ lead_scoring.points_text(entries ~ '.points') }} || {{ entries }}.description
    || case when {{ entries }}.last_activity_date is null then '' else ' (' end
    || case
        when {{ entries }}.occurrences > 1
            then cast({{ entries }}.occurrences as {{ dbt.type_string() }}) || ' times, last '
        else ''
    end
    || coalesce(cast({{ entries }}.last_activity_date as {{ dbt.type_string() }}) || ')', '')
{%- endmacro %}
