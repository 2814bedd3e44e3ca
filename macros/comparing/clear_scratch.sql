{#- Drops the schemas in which `lead-scoring impact` builds edited rules. Without `replace` one that
    exists is left alone, and said: it may be somebody else's. -#}
{% macro _clear_scratch(schemas, replace) -%}
    {%- for place in schemas -%}
        {%- set scratch = api.Relation.create(
            database=place['database'], schema=place['schema']
        ).without_identifier() -%}
        {%- if adapter.check_schema_exists(place['database'], place['schema']) -%}
            {%- if not replace -%}
                {{ lead_scoring._fail("the schema " ~ scratch ~ " exists") }}
            {%- endif -%}
            {%- do adapter.drop_schema(scratch) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
