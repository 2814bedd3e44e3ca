{#- By how much promised and seen close rates differ, as an aggregate over parts of the leads: the
    mean over the leads of the difference in their part. The parts are made by score, so that leads
    of one score stay together. Null where nothing was promised. -#}
{% macro calibration_error(leads, conversions, expected_conversions) -%}
    sum(abs({{ conversions }} - {{ expected_conversions }}))
    / nullif(cast(sum({{ leads }}) as {{ lead_scoring.type_double() }}), 0)
{%- endmacro %}
