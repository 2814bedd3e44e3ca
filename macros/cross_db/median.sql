{#- The median of a group, between two middle values their mean. -#}
{% macro median(expression) -%}
    {{ return(adapter.dispatch('median', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__median(expression) -%}
    percentile_cont(0.5) within group (order by {{ expression }})
{%- endmacro %}

{#- BigQuery has it as a window function alone: the middle is picked from a sorted array. -#}
{% macro bigquery__median(expression) -%}
    {%- set sorted = 'array_agg(' ~ expression ~ ' ignore nulls order by ' ~ expression ~ ')' -%}
    {%- set count = 'count(' ~ expression ~ ')' -%}
    (
        {{ sorted }}[safe_offset(div({{ count }} - 1, 2))]
        + {{ sorted }}[safe_offset(div({{ count }}, 2))]
    ) / 2
{%- endmacro %}

{#- Trino knows only estimates. -#}
{% macro trino__median(expression) -%}
    {%- set sorted -%}
        array_agg({{ expression }} order by {{ expression }})
            filter (where {{ expression }} is not null)
    {%- endset -%}
    {%- set count = 'count(' ~ expression ~ ')' -%}
    (
        element_at({{ sorted }}, ({{ count }} + 1) / 2)
        + element_at({{ sorted }}, {{ count }} / 2 + 1)
    ) / 2e0
{%- endmacro %}
