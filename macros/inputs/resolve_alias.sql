{#- Joins the aliases to the CTE `typed` and gives each row the id of the lead that it was merged
    into. Rows of erased leads are left out. -#}
{% macro resolve_alias() -%}
    select
        typed.*,
        coalesce(aliases.lead_id, typed.source_lead_id) as lead_id
    from typed
    left join {{ ref('stg_lead_scoring__lead_aliases') }} as aliases
        on typed.source_lead_id = aliases.alias_lead_id
    left join ({{ lead_scoring.erased_leads() }}) as erased
        on typed.source_lead_id = erased.lead_id
    where erased.lead_id is null
{%- endmacro %}
