{#- How many conditions a rule may have: its own and three more. Matching pivots them into as many
    columns, so that it never has to group by event. -#}
{% macro max_conditions() -%}
    {{ return(4) }}
{%- endmacro %}
