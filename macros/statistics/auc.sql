{#- The area under the ROC curve of a score, as an aggregate over rows that carry the score's
    average rank (ties share it) and a boolean outcome; null where all outcomes are the same. -#}
{% macro auc(average_rank, outcome) -%}
    {%- set positives = 'sum(case when ' ~ outcome ~ ' then 1.0 else 0.0 end)' -%}
    (
        sum(case when {{ outcome }} then {{ average_rank }} end)
        - {{ positives }} * ({{ positives }} + 1) / 2
    ) / nullif({{ positives }} * (count(*) - {{ positives }}), 0)
{%- endmacro %}
