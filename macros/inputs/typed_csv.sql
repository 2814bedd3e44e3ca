{#- One of the analyst's files with every cell in the type that csv_files() gives its column. A cell
    that cannot be read is null here and a fault in int_lead_scoring__config_faults, which stops the
    run. -#}
{% macro typed_csv(file) -%}
    select
        {%- for name, column in lead_scoring.csv_files()[file].columns.items() %}
        {%- if column.type in ['number', 'whole'] %}
        {{ lead_scoring._bounded_number(name) }} as {{ name }}
        {%- elif column.type == 'date' %}
        {{ lead_scoring.safe_date(name) }} as {{ name }}
        {%- elif column.type == 'boolean' %}
        coalesce({{ lead_scoring.boolean_text(name) }}, '{{ column.default }}') = 'true'
            as {{ name }}
        {%- elif column.default is defined %}
        coalesce({{ name }}, '{{ column.default }}') as {{ name }}
        {%- else %}
        {{ name }}
        {%- endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('base_lead_scoring__' ~ file) }}
{%- endmacro %}

{#- Numbers of the files go up to ten million either way, so that no sum leaves its type. -#}
{% macro _bounded_number(text) -%}
    case
        when abs({{ lead_scoring.safe_number(text) }}) <= {{ lead_scoring._largest_number() }}
            then {{ lead_scoring.safe_number(text) }}
    end
{%- endmacro %}

{% macro _largest_number() -%}10000000{%- endmacro %}
