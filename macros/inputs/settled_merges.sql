{#- The CTE `settled_merges`: where each old id has ended up, after chains of merges of up to 65,536
    hops. Made from the CTE `hops_0` (alias_lead_id, lead_id, preference), one row an alias_lead_id.

    Merges in a circle end at the member with the smallest `preference`, a text that ends in the id
    after one character. Each step doubles the hops followed: every old id asks the id that it has
    reached so far where that one has got to. One pass over one relation a step, not a self-join,
    because some engines repeat a CTE wherever it is named, which would double the work as well. -#}
{% macro settled_merges() -%}
    sides as (
        select 'asking' as side
        union all
        select 'asked' as side
    ),

    {% for step in range(17) -%}
    {%- set place = "case when side = 'asking' then lead_id else alias_lead_id end" -%}
    hops_{{ loop.index }} as {{ lead_scoring.planned_apart() if loop.index % 5 == 0 }} (
        select
            alias_lead_id,
            {% if loop.last -%}
            {# Who has got somewhere that goes on is in a circle. #}
            coalesce(substring(answered_preference, 2), lead_id) as lead_id
            {%- else -%}
            coalesce(answered_lead_id, lead_id) as lead_id,
            least(preference, coalesce(answered_preference, preference)) as preference
            {%- endif %}
        from (
            select
                side,
                alias_lead_id,
                lead_id,
                preference,
                max(case when side = 'asked' then lead_id end) over (
                    partition by {{ place }}
                ) as answered_lead_id,
                max(case when side = 'asked' then preference end) over (
                    partition by {{ place }}
                ) as answered_preference
            from hops_{{ loop.index0 }}
            cross join sides
        ) as answers
        where side = 'asking'
    ),

    {% endfor -%}
    settled_merges as (
        select
            alias_lead_id,
            lead_id
        from hops_17
    )
{%- endmacro %}

{#- The merges of the lead_aliases input that are used, one an old id. -#}
{% macro _merges() -%}
    {%- set columns = [
        {'source': lead_scoring.input_column('lead_aliases', 'alias_lead_id')},
        {'source': lead_scoring.input_column('lead_aliases', 'lead_id')},
    ] -%}
    select
        alias_lead_id,
        min(lead_id) as lead_id
    from (
        select
            {{ lead_scoring.clean_id('lead_scoring_row.' ~ columns[0].source) }} as alias_lead_id,
            {{ lead_scoring.clean_id('lead_scoring_row.' ~ columns[1].source) }} as lead_id
        from ({{ lead_scoring.optional_input('lead_aliases', columns) }}) as lead_scoring_row
    ) as cleaned
    where alias_lead_id <> lead_id
    group by alias_lead_id
{%- endmacro %}
