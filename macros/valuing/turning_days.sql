{#- A query of the days on which an attribute rule begins or ceases to match because a number of
    days has gone by: lead × match_key × day, also beyond the as-of date. -#}
{% macro turning_days() -%}
    select
        lead_id,
        match_key,
        valid_from as as_of_date
    from {{ ref('int_lead_scoring__dated_matches') }}
    union all
    select
        lead_id,
        match_key,
        {{ lead_scoring.add_days('valid_to', 1) }} as as_of_date
    from {{ ref('int_lead_scoring__dated_matches') }}
    where valid_to is not null
{%- endmacro %}
