{#- The scores whose ranking is judged, columns of int_lead_scoring__sampled_scores: the score
    itself first, then what it should beat. -#}
{% macro score_names() -%}
    {{ return(['total_score', 'fit_score', 'engagement_score', 'newest_first', 'event_count']) }}
{%- endmacro %}
