{#- SQL for whether scores reach a bar of a stage. `bar` is enter_score or stay_score; the minimum
    grade and engagement hold at both. -#}
{% macro reaches_bar(scores, stages, bar) -%}
    {{ scores }}.total_score >= {{ stages }}.{{ bar }}
    and {{ scores }}.engagement_score
    >= coalesce({{ stages }}.min_engagement_score, {{ scores }}.engagement_score)
    and (
        {{ stages }}.min_fit_grade is null
        or coalesce({{ scores }}.fit_score >= {{ stages }}.min_fit_score, false)
    )
{%- endmacro %}
