{#- What attribute rules may refer to: the declared attributes, what staging derives from them, and
    what is computed for the as-of date. Each is {name, type, kind, column}. -#}
{% macro lead_fields() -%}
    {%- set computed = ['days_since_created', 'days_since_last_activity'] -%}
    {%- set fields = [] -%}
    {%- for attribute in lead_scoring._declared_fields('lead_attributes') -%}
        {%- if attribute.name in computed -%}
            {{ lead_scoring._fail(
                "lead_scoring__lead_attributes names " ~ attribute.name
                ~ ", which the package computes"
            ) }}
        {%- endif -%}
        {%- do fields.append(dict(attribute, kind='declared')) -%}
    {%- endfor -%}
    {%- set declared = fields | map(attribute='name') | list -%}
    {%- for name, type in [
        ('email_domain', 'text'), ('is_free_email', 'boolean'),
        ('title_seniority', 'text'), ('title_department', 'text'), ('country', 'text'),
    ] if name not in declared -%}
        {%- do fields.append({'name': name, 'type': type, 'kind': 'derived'}) -%}
    {%- endfor -%}
    {%- for name in computed -%}
        {%- do fields.append({'name': name, 'type': 'number', 'kind': 'computed'}) -%}
    {%- endfor -%}
    {%- for field in fields -%}
        {%- do field.update({'column': lead_scoring.user_column('attribute', field.name)}) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}

{% macro _declared_fields(variable) -%}
    {%- set fields = [] -%}
    {%- set names = [] -%}
    {%- for field in var('lead_scoring__' ~ variable, none) or [] -%}
        {%- set field = {'name': field, 'type': 'text'} if field is string else field -%}
        {%- set type = field.get('type') or 'text' -%}
        {%- if not field.get('name') or type not in ['text', 'number', 'boolean'] -%}
            {{ lead_scoring._fail(
                "lead_scoring__" ~ variable ~ " has the entry " ~ field
                ~ "; write each as {name: industry, type: text}, the type text, number or boolean"
            ) }}
        {%- endif -%}
        {%- set name = field.name | lower -%}
        {%- if name in names -%}
            {{ lead_scoring._fail("lead_scoring__" ~ variable ~ " names " ~ name ~ " twice") }}
        {%- endif -%}
        {%- do names.append(name) -%}
        {%- do fields.append({'name': name, 'type': type}) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}
