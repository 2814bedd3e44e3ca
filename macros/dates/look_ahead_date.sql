{#- The last day that is looked ahead to, as a SQL date. -#}
{% macro look_ahead_date() -%}
    {{ lead_scoring.add_days(
        lead_scoring.as_of_date(), lead_scoring.setting('look_ahead_days')
    ) }}
{%- endmacro %}
