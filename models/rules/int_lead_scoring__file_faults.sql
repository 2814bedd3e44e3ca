-- One row a row that does not fit the other rows or files: a key used twice in a model, a model,
-- rule or grade that is defined nowhere.
{{ config(materialized='view') }}
{% set files = lead_scoring.csv_files() %}
{% set files_by_model = ['rule_groups', 'bands', 'classes', 'stages'] %}
{% set files_of_models = ['rules', 'rule_conditions'] + files_by_model %}
{% set files_read = ['models', 'countries', 'event_types'] + files_of_models %}

with
{%- for file in files_read %}
{{ file }}_cells as (
    {{ lead_scoring.read_csv_cells(file) }}
),
{% endfor %}

models as (
    select distinct model_id
    from models_cells
    where model_id is not null
),

duplicate_keys as (
    {%- for file in ['models', 'countries', 'event_types'] %}
    {%- set key = files[file].key[0] %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name([key]) }} as row_name,
        '{{ key }}' as column_name,
        {{ key }} as came,
        'each {{ key }} once' as allowed
    from {{ file }}_cells
    where {{ key }} is not null
    group by {{ key }}
    having count(*) > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- An empty model_id is a row of every model, so it may not meet one that names the model.
duplicate_keys_in_models as (
    {%- for file in files_by_model %}
    {%- set key = files[file].key | reject('equalto', 'model_id') | list %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(key) }} || ' model_id ' || models.model_id as row_name,
        '{{ key[0] }}' as column_name,
        {{ key[0] }} as came,
        'each {{ key | join(', ') }} once in a model, rows for every model included' as allowed
    from {{ file }}_cells as cells
    inner join models
        on cells.model_id is null
        or cells.model_id = models.model_id
    group by {{ key | join(', ') }}, models.model_id
    having count(*) > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

bands as (
    select
        models.model_id,
        bands.dimension,
        bands.label,
        {{ lead_scoring.round_points('bands.min_score') }} as min_score
    from {{ ref('stg_lead_scoring__bands') }} as bands
    inner join models
        on bands.model_id is null
        or bands.model_id = models.model_id
),

repeated_scores as (
    select
        'bands' as file,
        'label ' || max(label) || ' dimension ' || dimension || ' model_id ' || model_id
            as row_name,
        'min_score' as column_name,
        cast(min_score as {{ dbt.type_string() }}) as came,
        'another min_score than that of the label ' || min(label) as allowed
    from bands
    group by model_id, dimension, min_score
    having count(distinct label) > 1
),

unknown_grades as (
    select
        'stages' as file,
        'stage ' || stages.stage || ' model_id ' || models.model_id as row_name,
        'min_fit_grade' as column_name,
        stages.min_fit_grade as came,
        'a label that the bands give for fit' as allowed
    from stages_cells as stages
    inner join models
        on stages.model_id is null
        or stages.model_id = models.model_id
    left join bands
        on models.model_id = bands.model_id
        and bands.dimension = 'fit'
        and stages.min_fit_grade = bands.label
    where stages.min_fit_grade is not null and bands.label is null
),

model_names as (
    select {{ lead_scoring.list_text('model_id', ', ', 'model_id') }} as names
    from models
),

unknown_models as (
    {%- for file in files_of_models %}
    select
        '{{ file }}' as file,
        {{ lead_scoring._row_name(files[file].key) }} as row_name,
        'model_id' as column_name,
        model_id as came,
        'empty or one of: ' || coalesce(model_names.names, 'no model is defined') as allowed
    from {{ file }}_cells
    cross join model_names
    where model_id is not null and model_id not in (select models.model_id from models)
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

orphan_conditions as (
    select
        'rule_conditions' as file,
        {{ lead_scoring._row_name(files.rule_conditions.key) }} as row_name,
        'rule_id' as column_name,
        rule_id as came,
        'the rule_id of a rule' as allowed
    from rule_conditions_cells
    where
        rule_id is not null
        and rule_id not in (
            select rules_cells.rule_id from rules_cells
            where rules_cells.rule_id is not null
        )
),

swapped_caps as (
    select
        'rule_groups' as file,
        {{ lead_scoring._row_name(files.rule_groups.key) }} as row_name,
        'max_points' as column_name,
        max_points as came,
        'a number that is not below min_points' as allowed
    from rule_groups_cells
    where
        {{ lead_scoring.safe_number('max_points') }}
        < {{ lead_scoring.safe_number('min_points') }}
),

final as (
    {%- for faults in [
        'duplicate_keys', 'duplicate_keys_in_models', 'repeated_scores', 'unknown_grades',
        'unknown_models', 'orphan_conditions', 'swapped_caps',
    ] %}
    select * from {{ faults }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
