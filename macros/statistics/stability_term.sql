{#- What one part of a distribution adds to the population stability index; both shares above 0. -#}
{% macro stability_term(share, reference_share) -%}
    ({{ share }} - {{ reference_share }}) * ln({{ share }} / {{ reference_share }})
{%- endmacro %}
