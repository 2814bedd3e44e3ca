{#- The identity of what is matched, blind to what it is worth: rules with the same event type and
    the same set of conditions share it. The event type comes last because it is free text, and each
    other part is a hash. -#}
{% macro match_key(scope, event_type) -%}
    {{ dbt.hash(
        scope ~ " || ':'"
        ~ lead_scoring._joined_condition_keys()
        ~ " || ':' || coalesce(" ~ event_type ~ ", '')"
    ) }}
{%- endmacro %}

{% macro _joined_condition_keys() -%}
    {%- for slot in range(1, lead_scoring.max_conditions() + 1) %}
    || ':' || coalesce(condition_key_{{ slot }}, '')
    {%- endfor -%}
{%- endmacro %}
