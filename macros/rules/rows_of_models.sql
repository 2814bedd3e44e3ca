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
