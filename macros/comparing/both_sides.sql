{#- A query of the rows of one of the package's tables on both sides of every comparison: the given
    columns beside comparison_id and side, which is 'before' or 'after'. A challenger's before is
    the live scoring model of this build; otherwise it is what is published. The caller has a CTE
    `comparisons`. -#}
{% macro both_sides(table, columns) -%}
    {%- set published = lead_scoring.published_relation(table) -%}
    {{ lead_scoring._one_side('before', ref(table), columns) }}
    where comparisons.comparison = 'challenger'
    union all
    {{ lead_scoring._one_side('after', ref(table), columns) }}
    {%- if published %}
    union all
    {{ lead_scoring._one_side('before', published, columns) }}
    where comparisons.comparison = 'published'
    {%- endif %}
{%- endmacro %}

{% macro _one_side(side, relation, columns) -%}
    select
        comparisons.comparison_id,
        '{{ side }}' as side
        {%- for column in columns %},
        compared.{{ column }}
        {%- endfor %}
    from comparisons
    inner join {{ relation }} as compared
        on comparisons.{{ side }}_model_id = compared.model_id
{%- endmacro %}
