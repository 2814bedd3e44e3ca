{#- Where a table of this package is published, from the var lead_scoring__published; nothing where
    the var is not set. Named, not ref'd: the published table is not of this build. -#}
{% macro published_relation(table) -%}
    {%- do lead_scoring.check_vars() -%}
    {%- set published = lead_scoring.setting('published') -%}
    {%- if not published -%}
        {{ return('') }}
    {%- endif -%}
    {%- set known = ['schema', 'database', 'relations'] -%}
    {%- if published is not mapping
        or published | reject('in', known) | list
        or not (published.get('schema') or published.get('relations')) -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__published is " ~ published ~ "; write it as {schema: analytics},"
            ~ " if need be with a database, or as {relations: {" ~ table ~ ": its relation, …}}"
        ) }}
    {%- endif -%}
    {%- set relation = (published.get('relations') or {}).get(table) -%}
    {%- if not relation and published.get('schema') -%}
        {%- set relation = api.Relation.create(
            database=published.get('database') or this.database,
            schema=published['schema'],
            identifier=table
        ) -%}
    {%- endif -%}
    {%- if not relation -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__published does not say where " ~ table ~ " is; add it to"
            ~ " relations, or say in which schema it is"
        ) }}
    {%- endif -%}
    {%- if execute and relation | string == ref(table) | string -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__published names " ~ relation ~ ", which this build writes"
            ~ " itself; build the edited rules in another schema"
        ) }}
    {%- endif -%}
    {{ return(relation | string) }}
{%- endmacro %}
