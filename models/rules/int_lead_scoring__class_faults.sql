-- One row a band or class that leaves scores without a label or labels without a class: bands that
-- repeat, do not start at 0 or exceed the maximum, a class of an unknown grade, a class that is
-- missing.
{{ config(materialized=lead_scoring.small_step()) }}

with models as (
    select
        model_id,
        max(fit_max) as fit_max,
        max(engagement_max) as engagement_max
    from {{ ref('stg_lead_scoring__models') }}
    group by model_id
),

written_bands as (
    {{ lead_scoring._unchecked_rows_of_models('bands') }}
),

bands as (
    select
        bands.model_id,
        bands.row_name,
        bands.dimension,
        bands.label,
        {{ lead_scoring.round_points('bands.min_score') }} as min_score,
        case bands.dimension
            when 'fit' then models.fit_max
            when 'engagement' then models.engagement_max
        end as dimension_max,
        min(bands.min_score) over (partition by bands.model_id, bands.dimension) as lowest_score
    from written_bands as bands
    inner join models on bands.model_id = models.model_id
    where bands.label is not null and bands.min_score is not null
),

band_faults as (
    {%- for wrong, allowed in [
        ("lowest_score <> 0 and min_score = lowest_score",
            "'0, because the lowest band of a dimension starts there'"),
        ("min_score > dimension_max",
            "'at most ' || " ~ lead_scoring.number_text('dimension_max')
            ~ " || ', the ' || dimension || '_max of model ' || model_id"),
    ] %}
    select
        'bands' as file,
        row_name,
        'min_score' as column_name,
        {{ lead_scoring.number_text('min_score') }} as came,
        {{ allowed }} as allowed
    from bands
    where {{ wrong }}
    union all
    {%- endfor %}
    select
        'bands' as file,
        max(row_name) as row_name,
        'min_score' as column_name,
        {{ lead_scoring.number_text('min_score') }} as came,
        'another min_score than that of the label ' || min(label) as allowed
    from bands
    group by model_id, dimension, min_score
    having count(distinct label) > 1
),

classes as (
    {{ lead_scoring._unchecked_rows_of_models('classes') }}
),

-- Leads of too little fit_coverage have the grade ?, which no band gives.
labels as (
    select distinct
        model_id,
        dimension,
        label
    from bands
    union distinct
    select
        model_id,
        'fit' as dimension,
        fit_grade as label
    from classes
    where fit_grade = '?'
),

unknown_labels as (
    {%- for column, dimension in [('fit_grade', 'fit'), ('engagement_band', 'engagement')] %}
    select
        'classes' as file,
        classes.row_name,
        '{{ column }}' as column_name,
        classes.{{ column }} as came,
        'a label that the bands give for {{ dimension }}{{ ' or ?' if dimension == 'fit' }}'
            as allowed
    from classes
    left join labels
        on classes.model_id = labels.model_id
        and labels.dimension = '{{ dimension }}'
        and classes.{{ column }} = labels.label
    where classes.{{ column }} is not null and labels.label is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A model without any classes does without them.
models_with_classes as (
    select distinct model_id
    from classes
),

missing_classes as (
    select
        grades.model_id,
        grades.label as fit_grade,
        engagement_bands.label as engagement_band
    from models_with_classes as models
    inner join labels as grades
        on models.model_id = grades.model_id
        and grades.dimension = 'fit'
    inner join labels as engagement_bands
        on models.model_id = engagement_bands.model_id
        and engagement_bands.dimension = 'engagement'
    left join classes
        on models.model_id = classes.model_id
        and grades.label = classes.fit_grade
        and engagement_bands.label = classes.engagement_band
    where classes.model_id is null
),

holes as (
    select
        'classes' as file,
        'no row of fit_grade ' || fit_grade || ' engagement_band ' || engagement_band
        || ' for model_id ' || {{ lead_scoring.list_text('model_id', ', ', 'model_id') }}
            as row_name,
        'fit_grade' as column_name,
        cast(null as {{ dbt.type_string() }}) as came,
        'a row for every grade with every band' as allowed
    from missing_classes
    group by fit_grade, engagement_band
),

final as (
    select * from band_faults
    union all
    select * from unknown_labels
    union all
    select * from holes
)

select * from final
