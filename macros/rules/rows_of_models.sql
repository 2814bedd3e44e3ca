{#- A query of one of the analyst's files with a row for each scoring model that it speaks of: an
    empty model_id means every model. Rules that are switched off are as good as not written.

    A key has one row, even where it is written twice or not at all: int_lead_scoring__file_faults
    tells of that in words, and no test or join may fail before the gate can say them. -#}
{% macro rows_of_models(file) -%}
    {%- set description = lead_scoring.csv_files()[file] -%}
    {%- set names = description.columns | reject('equalto', 'model_id') | list -%}
    {%- set key = description.key | reject('equalto', 'model_id') | list -%}
    select
        model_id,
        {{ names | join(', ') }}
    from (
        select
            models.model_id,
            {%- for name in names %}
            written.{{ name }},
            {%- endfor %}
            row_number() over (
                partition by models.model_id, written.{{ key | join(', written.') }}
                order by written.file_row
            ) as place
        from {{ ref('stg_lead_scoring__' ~ file) }} as written
        inner join {{ ref('int_lead_scoring__models') }} as models
            on written.model_id is null
            or written.model_id = models.model_id
        where
            written.{{ key | join(' is not null and written.') }} is not null
            {{ 'and written.enabled' if 'enabled' in names }}
    ) as placed
    where place = 1
{%- endmacro %}

{#- All rows of a file for the checks, each for the scoring models that it speaks of, with what an
    error message calls the row as it was written. -#}
{% macro _written_rows_of_models(file) -%}
    {%- set names = lead_scoring.csv_files()[file].columns | reject('equalto', 'model_id') -%}
    select
        models.model_id,
        written.row_name,
        written.{{ names | join(', written.') }}
    from {{ ref('stg_lead_scoring__' ~ file) }} as written
    inner join (
        select distinct model_id
        from {{ ref('stg_lead_scoring__models') }}
        where model_id is not null and status in ('live', 'challenger')
    ) as models
        on written.model_id is null
        or written.model_id = models.model_id
{%- endmacro %}
