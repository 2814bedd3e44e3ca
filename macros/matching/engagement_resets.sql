{#- A query of the days on which sales gave a lead back and its engagement starts anew, for the
    scoring models that want it: lead × model × day. -#}
{% macro engagement_resets() -%}
    select distinct
        dispositions.lead_id,
        models.model_id,
        cast(dispositions.disposed_at as date) as reset_on
    from {{ ref('stg_lead_scoring__dispositions') }} as dispositions
    cross join {{ ref('int_lead_scoring__models') }} as models
    where
        dispositions.rejection_reason is null
        and dispositions.disposition = 'recycled'
        and models.reset_on_recycle
{%- endmacro %}
