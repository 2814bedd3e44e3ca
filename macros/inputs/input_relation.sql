{#- The relation that a var names, as text for a from clause. An optional input that is not set
    gives nothing; a required one stops with the var to set. -#}
{% macro input_relation(input, required=true) -%}
    {%- do lead_scoring.check_vars() -%}
    {%- set relation = var('lead_scoring__' ~ input, none) -%}
    {%- if relation -%}
        {{ return(relation) }}
    {%- elif required -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__" ~ input ~ " is not set; name your relation in dbt_project.yml,"
            ~ " for example: vars: {lead_scoring: {lead_scoring__" ~ input
            ~ ": \"{{ ref('my_" ~ input ~ "') }}\"}} (not under the name of your own project)"
        ) }}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
