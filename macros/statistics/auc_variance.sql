{#- The variance of an area under the ROC curve, as an aggregate over leads: DeLong's, as extended
    by Obuchowski (Biometrics 1997) to leads that are scored several times; scored once each, the
    two are the same. Null with fewer than two leads of either outcome. -#}
{% macro auc_variance(conversion_deviation, other_deviation, conversions, others) -%}
    {%- set double = lead_scoring.type_double() -%}
    {%- set all_conversions = 'nullif(cast(sum(' ~ conversions ~ ') as ' ~ double ~ '), 0)' -%}
    {%- set all_others = 'nullif(cast(sum(' ~ others ~ ') as ' ~ double ~ '), 0)' -%}
    {{ lead_scoring._spread(conversion_deviation, conversion_deviation, conversion_deviation) }}
    / {{ all_conversions }} / {{ all_conversions }}
    + {{ lead_scoring._spread(other_deviation, other_deviation, other_deviation) }}
    / {{ all_others }} / {{ all_others }}
    + 2 * coalesce({{ lead_scoring._spread(conversion_deviation, other_deviation, '*') }}, 0)
    / {{ all_conversions }} / {{ all_others }}
{%- endmacro %}

{#- The sum of products over leads, made larger because deviations from an estimate are too
    small. -#}
{% macro _spread(deviation, other_deviation, counted) -%}
    sum({{ deviation }} * {{ other_deviation }})
    * cast(count({{ counted }}) as {{ lead_scoring.type_double() }})
    / nullif(count({{ counted }}) - 1, 0)
{%- endmacro %}
