{#- SQL that another macro spreads over several lines, on one. Not for SQL with a literal that holds
    a line break or several blanks in a row. -#}
{% macro on_one_line(sql) -%}
    {{ return(sql.split() | join(' ')) }}
{%- endmacro %}
