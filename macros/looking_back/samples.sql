{#- The parts into which matured leads fall, as a query of one row a sample. Bars and probabilities
    are chosen on train, the older leads, and reported on validation, the newest. Leads of the
    holdout input are a sample of their own, where there are any: what became of them does not hang
    on their score. -#}
{% macro samples() -%}
    select 'train' as sample
    union all
    select 'validation' as sample
    union all
    select distinct 'holdout' as sample
    from {{ ref('stg_lead_scoring__holdout') }}
    where rejection_reason is null
{%- endmacro %}
