{#- 'true' or 'false' from the ways in which people write yes and no, else null. -#}
{% macro boolean_text(expression) -%}
    case
        when {{ expression }} in ({{ lead_scoring._true_words() }}) then 'true'
        when {{ expression }} in ({{ lead_scoring._false_words() }}) then 'false'
    end
{%- endmacro %}

{% macro _true_words() -%}'true', 't', 'yes', 'y', '1', '1.0'{%- endmacro %}
{% macro _false_words() -%}'false', 'f', 'no', 'n', '0', '0.0'{%- endmacro %}
