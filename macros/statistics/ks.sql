{#- The Kolmogorov-Smirnov distance, as an aggregate over the distinct scores: how far the shares of
    conversions and of other leads that a bar lets through lie apart at most. -#}
{% macro ks(conversions_reached_share, others_reached_share) -%}
    max(abs({{ conversions_reached_share }} - {{ others_reached_share }}))
{%- endmacro %}
