{#- A query of all ids of erased persons, in the column `lead_id`: those of the erased_leads input,
    and every id that was merged with one of them.

    A query and not a table or view, so that no relation of the package holds an id of theirs. Only
    merges that stg_lead_scoring__lead_aliases leaves out are followed: these are the erased
    persons', and any that came in since that table was built. -#}
{% macro erased_leads() -%}
    {%- if not lead_scoring.input_relation('erased_leads', required=false)
        or not lead_scoring.input_relation('lead_aliases', required=false) -%}
    {{ lead_scoring._erased_ids() }}
    {%- else -%}
    with erased_ids as (
        {{ lead_scoring._erased_ids() }}
    ),

    known_ids as (
        select alias_lead_id as lead_id
        from {{ ref('stg_lead_scoring__lead_aliases') }}
        union distinct
        select lead_id
        from {{ ref('stg_lead_scoring__lead_aliases') }}
    ),

    hops_0 as (
        select
            all_merges.alias_lead_id,
            all_merges.lead_id,
            '.' || all_merges.alias_lead_id as preference
        from ({{ lead_scoring._merges() }}) as all_merges
        left join known_ids on all_merges.alias_lead_id = known_ids.lead_id
        where known_ids.lead_id is null
    ),

    {{ lead_scoring.settled_merges() }},

    persons as (
        select
            alias_lead_id as lead_id,
            lead_id as person
        from settled_merges
        union distinct
        select
            lead_id,
            lead_id as person
        from settled_merges
    ),

    erased_persons as (
        select distinct persons.person
        from persons
        inner join erased_ids on persons.lead_id = erased_ids.lead_id
    )

    select persons.lead_id
    from persons
    inner join erased_persons on persons.person = erased_persons.person
    union distinct
    select lead_id
    from erased_ids
    {%- endif -%}
{%- endmacro %}

{#- The ids of the erased_leads input itself. -#}
{% macro _erased_ids() -%}
    {%- set column = lead_scoring.input_column('erased_leads', 'lead_id') -%}
    {%- set id = lead_scoring.clean_id('lead_scoring_row.' ~ column) -%}
    select distinct {{ id }} as lead_id
    from ({{ lead_scoring.optional_input('erased_leads', [{'source': column}]) }})
        as lead_scoring_row
    where {{ id }} is not null
{%- endmacro %}
