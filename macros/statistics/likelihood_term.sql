{#- One cell of a likelihood-ratio test: what was seen lies `excess` above what was expected. -#}
{% macro likelihood_term(expected, excess) -%}
    case
        when ({{ expected }}) + ({{ excess }}) <= 0 then 0
        else
            (({{ expected }}) + ({{ excess }}))
            * ln((({{ expected }}) + ({{ excess }})) / ({{ expected }}))
    end
{%- endmacro %}
