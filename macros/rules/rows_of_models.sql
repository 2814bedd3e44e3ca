{#- A query of one of the analyst's files with a row for each scoring model that it speaks of: an
    empty model_id means every model. -#}
{% macro rows_of_models(file) -%}
    select
        models.model_id
        {%- for name in lead_scoring.csv_files()[file].columns if name != 'model_id' %},
        written.{{ name }}
        {%- endfor %}
    from {{ ref('stg_lead_scoring__' ~ file) }} as written
    inner join {{ ref('int_lead_scoring__models') }} as models
        on written.model_id is null
        or written.model_id = models.model_id
{%- endmacro %}

{#- The same before the files are checked, with what an error message calls the row as it was
    written. -#}
{% macro _unchecked_rows_of_models(file) -%}
    {%- set columns = lead_scoring.csv_files()[file].columns -%}
    select
        models.model_id,
        written.row_name
        {%- for name in columns if name != 'model_id' %},
        written.{{ name }}
        {%- endfor %}
    from (
        select
            *,
            {{ lead_scoring._row_name(lead_scoring.csv_files()[file].key) }} as row_name
        from {{ ref('stg_lead_scoring__' ~ file) }}
    ) as written
    inner join (
        select distinct model_id
        from {{ ref('stg_lead_scoring__models') }}
        where model_id is not null and status in ('live', 'challenger')
    ) as models
        on written.model_id is null
        or written.model_id = models.model_id
{%- endmacro %}
