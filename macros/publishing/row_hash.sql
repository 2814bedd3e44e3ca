{#- A hash of named cells, which does not depend on their order nor on blank ones, so that a new
    column that nobody fills in changes nothing. `cells` is a dict of name to SQL text; each cell is
    hashed first, so that no text can look like two. -#}
{% macro row_hash(cells) -%}
    {%- set parts = [] -%}
    {%- for name in cells | sort -%}
        {%- do parts.append(
            "coalesce('" ~ name ~ ":' || " ~ dbt.hash(cells[name]) ~ ", '')"
        ) -%}
    {%- endfor -%}
    {{ dbt.hash(parts | join(' || ')) }}
{%- endmacro %}
