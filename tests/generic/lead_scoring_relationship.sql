{#- Fails for every row whose combination of values `to` does not have. dbt's own relationships test
    compares one column, but most keys here are lead × model. A null in the key fails too. -#}
{% test lead_scoring_relationship(model, columns, to) %}
    select
        {%- for column in columns %}
        children.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }} as children
    left join {{ to }} as parents
        on
        {%- for column in columns %}
        {{ 'and ' if not loop.first }}children.{{ column }} = parents.{{ column }}
        {%- endfor %}
    where parents.{{ columns[0] }} is null
{% endtest %}
