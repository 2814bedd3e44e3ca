{#- How an error message names a row: by the key columns that are filled in. -#}
{% macro _row_name(key) -%}
    {%- for column in key -%}
    coalesce('{{ ' ' if not loop.first }}{{ column.split('.')[-1] }} ' || {{ column }}, '')
    {{- ' || ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The last part of a relation's rendered name, for people. -#}
{% macro _relation_name(relation) -%}
    {{ return((relation | string).split('.')[-1].split(' ')[0].replace('"', '').replace('`', '')) }}
{%- endmacro %}
