{#- The scores of every lead at given as-of dates. Like valued_entries(), whose entries it adds up,
    it gives a list of CTEs; the last one, `valued_scores`, has one row a lead × as-of date ×
    model. -#}
{% macro valued_scores(dates, of_models=false) -%}
{{ lead_scoring.valued_entries(dates, of_models=of_models) }},

valued_scores as (
    select
        leads.lead_id,
        leads.model_id,
        leads.as_of_date,
        {{ lead_scoring.dimension_scores('entries') }}
    from valued_leads as leads
    left join valued_entries as entries
        on leads.lead_id = entries.lead_id
        and leads.model_id = entries.model_id
        and leads.as_of_date = entries.as_of_date
    group by leads.lead_id, leads.model_id, leads.as_of_date
)
{%- endmacro %}
