{#- Stops on a var of this package that does not exist, since dbt ignores a mistyped name silently,
    and on a setting that cannot be what it is. -#}
{% macro check_vars() -%}
    {%- set inputs = lead_scoring.input_columns() -%}
    {%- set known = (inputs.keys() | list) + ['lead_attributes', 'event_properties']
        + (lead_scoring._settings().keys() | list) + (lead_scoring.csv_files().keys() | list) -%}
    {%- set given = [] -%}
    {%- do given.extend(invocation_args_dict.get('vars', {}) or {}) -%}
    {# dbt shows the vars of a project file only through this method; where it is missing, those
        given on the command line are checked still. #}
    {%- if var.packages_for_node is defined -%}
        {%- for project in var.packages_for_node() -%}
            {%- set vars = project.vars.to_dict() -%}
            {%- do given.extend(vars) -%}
            {%- if vars.get('lead_scoring') is mapping -%}
                {%- do given.extend(vars['lead_scoring']) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for name in given if name.startswith('lead_scoring__') and name[14:] not in known -%}
        {{ lead_scoring._fail(
            "there is no var " ~ name ~ "; known are lead_scoring__"
            ~ known | join(', lead_scoring__')
        ) }}
    {%- endfor -%}
    {%- for name in lead_scoring._settings() -%}
        {%- do lead_scoring.setting(name) -%}
    {%- endfor -%}
    {%- for input, columns in lead_scoring.setting('columns').items() -%}
        {%- if input not in inputs -%}
            {{ lead_scoring._fail(
                "lead_scoring__columns speaks of the input " ~ input ~ "; known are "
                ~ inputs | join(', ')
            ) }}
        {%- endif -%}
        {%- for column in columns or {} if column not in inputs[input] -%}
            {{ lead_scoring._fail(
                "lead_scoring__columns maps the column " ~ column ~ " of " ~ input ~ "; known are "
                ~ inputs[input] | join(', ')
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
