{#- What a field that the user named is called in the package's own tables: attribute_<name> or
    property_<name>, so that no name of theirs meets one of ours. -#}
{% macro user_column(kind, name) -%}
    {{ return(adapter.quote(kind ~ '_' ~ name)) }}
{%- endmacro %}
