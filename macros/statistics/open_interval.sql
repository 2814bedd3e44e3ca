{#- The interval that begins at each score of a model and ends where the next one begins, as two
    columns, from_score and below_score. The lowest has no lower end and the highest no upper one,
    so that every score lies in one. -#}
{% macro open_interval(score, by) -%}
    case
        when row_number() over (partition by {{ by }} order by {{ score }}) > 1 then {{ score }}
    end as from_score,
    lead({{ score }}) over (partition by {{ by }} order by {{ score }}) as below_score
{%- endmacro %}
