{#- What checks have found, with how bad it is: `relations` is a dict of severity to the CTEs that
    found something of it. What two of them say alike is told once. -#}
{% macro _told_as(relations) -%}
    {%- for severity, names in relations.items() -%}
    {%- set is_last = loop.last -%}
    {%- for name in names %}
    select
        '{{ severity }}' as severity,
        {{ name }}.*
    from {{ name }}
    {{ 'union distinct' if not (is_last and loop.last) }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
