{#- Drops the schemas in which `lead-scoring impact` has built edited rules. -#}
{% macro _drop_schemas(schemas) -%}
    {%- for place in schemas -%}
        {%- do adapter.drop_schema(
            api.Relation.create(database=place['database'], schema=place['schema'])
        ) -%}
    {%- endfor -%}
{%- endmacro %}
