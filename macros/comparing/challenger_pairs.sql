{#- A query of the live scoring models and the challengers that score some of the same leads. -#}
{% macro challenger_pairs() -%}
    select distinct
        live.model_id as live_model_id,
        challengers.model_id as challenger_model_id
    from {{ ref('lead_scoring__lead_scores') }} as live
    inner join {{ ref('lead_scoring__lead_scores') }} as challengers
        on live.lead_id = challengers.lead_id
    where live.model_status = 'live' and challengers.model_status = 'challenger'
{%- endmacro %}
