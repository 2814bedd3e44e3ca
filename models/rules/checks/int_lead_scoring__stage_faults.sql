-- One row a band, class or stage that makes nothing of scores: bands that repeat, do not start at 0
-- or exceed the maximum, a class of an unknown grade, a class that is missing; a stage that no lead
-- can enter or stay in as it is written: a bar that the rules cannot reach, an exit above the
-- entry, an unknown grade. And fast tracks that lead to no stage. Notices are of bands and stages
-- whose order contradicts their scores.
{{ config(materialized=lead_scoring.small_step()) }}
-- What a rule gives that may match any number of times.
{%- set without_end = 1000000000 %}
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
{%- set no_number = 'cast(null as ' ~ lead_scoring.type_double() ~ ')' %}

with models as (
    select
        model_id,
        max(fit_max) as fit_max,
        max(engagement_max) as engagement_max
    from {{ ref('stg_lead_scoring__models') }}
    group by model_id
),

written_bands as (
    {{ lead_scoring._written_rows_of_models('bands') }}
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
    {%- for wrong, allowed, allowed_number in [
        ("lowest_score <> 0 and min_score = lowest_score",
            "'0, because the lowest band of a dimension starts there'", no_number),
        ("min_score > dimension_max",
            "'at most <number>, the ' || dimension || '_max of model ' || model_id",
            'dimension_max'),
    ] %}
    select
        model_id,
        'bands' as file,
        row_name,
        'min_score' as column_name,
        {{ no_text }} as came,
        min_score as came_number,
        {{ allowed }} as allowed,
        {{ allowed_number }} as allowed_number
    from bands
    where {{ wrong }}
    union all
    {%- endfor %}
    select
        model_id,
        'bands' as file,
        max(row_name) as row_name,
        'min_score' as column_name,
        {{ no_text }} as came,
        min_score as came_number,
        'another min_score than that of the label ' || min(label) as allowed,
        {{ no_number }} as allowed_number
    from bands
    group by model_id, dimension, min_score
    having count(distinct label) > 1
),

classes as (
    {{ lead_scoring._written_rows_of_models('classes') }}
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
        classes.model_id,
        'classes' as file,
        classes.row_name,
        '{{ column }}' as column_name,
        classes.{{ column }} as came,
        {{ no_number }} as came_number,
        'a label that the bands give for {{ dimension }}{{ ' or ?' if dimension == 'fit' }}'
            as allowed,
        {{ no_number }} as allowed_number
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
        {{ no_text }} as came,
        'a row for every grade with every band' as allowed
    from missing_classes
    group by fit_grade, engagement_band
),

written_rules as (
    {{ lead_scoring._written_rows_of_models('rules') }}
),

rules as (
    select * from written_rules
    where enabled
),

rule_groups as (
    {{ lead_scoring._written_rows_of_models('rule_groups') }}
),

stages as (
    {{ lead_scoring._written_rows_of_models('stages') }}
),

-- The most that a rule can give. Rules that shut each other out are added up all the same, so that
-- only what is certainly out of reach is called so.
highest_entries as (
    select
        model_id,
        dimension,
        rule_group,
        case
            when points <= 0 then 0
            when event_type is null then points
            when limit_period = 'ever' then points * limit_count
            else {{ without_end }}
        end as points
    from rules
    where dimension in ('fit', 'engagement')
    union all
    -- A floor above 0 gives points even to leads that no rule of the group matches.
    select
        model_id,
        dimension,
        rule_group,
        0 as points
    from rule_groups
),

highest_sums as (
    select
        model_id,
        dimension,
        rule_group,
        sum(points) as points
    from highest_entries
    group by model_id, dimension, rule_group
),

highest_groups as (
    select
        sums.model_id,
        sums.dimension,
        {{ lead_scoring.clamp('sums.points', 'caps.min_points', 'caps.max_points') }} as points
    from highest_sums as sums
    left join rule_groups as caps
        on sums.model_id = caps.model_id
        and sums.dimension = caps.dimension
        and sums.rule_group = caps.rule_group
),

highest_dimensions as (
    select
        sums.model_id,
        sums.dimension,
        {{ lead_scoring.clamp(
            'sum(sums.points)', '0',
            "case sums.dimension when 'fit' then max(models.fit_max)"
            ~ " else max(models.engagement_max) end"
        ) }} as points
    from highest_groups as sums
    inner join models on sums.model_id = models.model_id
    group by sums.model_id, sums.dimension
),

reach as (
    select
        model_id,
        sum(points) as total,
        max(case when dimension = 'fit' then points else 0 end) as fit,
        max(case when dimension = 'engagement' then points else 0 end) as engagement
    from highest_dimensions
    group by model_id
),

fast_tracks as (
    select distinct
        model_id,
        row_name,
        rule_group,
        coalesce(rule_group, 'mql') as stage
    from rules
    where dimension = 'fast_track'
),

-- A fast track leads into a stage whatever its thresholds are.
fast_stages as (
    select distinct
        model_id,
        stage
    from fast_tracks
),

scored_stages as (
    select
        stages.*,
        grades.label as known_grade,
        grades.min_score as grade_score,
        case when fast_stages.stage is null then reach.total end as total,
        case when fast_stages.stage is null then reach.fit end as fit,
        case when fast_stages.stage is null then reach.engagement end as engagement,
        count(*) over (
            {# As text, because BigQuery parts rows by no floating point. #}
            partition by stages.model_id, cast(stages.stage_order as {{ dbt.type_string() }})
        ) as stages_of_order
    from stages
    left join written_bands as grades
        on stages.model_id = grades.model_id
        and grades.dimension = 'fit'
        and stages.min_fit_grade = grades.label
    left join fast_stages
        on stages.model_id = fast_stages.model_id
        and stages.stage = fast_stages.stage
    left join reach on stages.model_id = reach.model_id
),

faulty_stages as (
    {%- for column, wrong, allowed, allowed_number in [
        ('enter_score', 'enter_score > total',
            'at most <number>, the most that the rules of <models> can give', 'total'),
        ('exit_score', 'exit_score > enter_score',
            'a number that is not above enter_score', no_number),
        ('stage_order', 'stages_of_order > 1', 'each stage_order once in a model', no_number),
        ('min_fit_grade', 'min_fit_grade is not null and known_grade is null',
            'a label that the bands give for fit', no_number),
        ('min_fit_grade', 'grade_score > fit',
            'a grade that the rules of <models> can give: their fit reaches <number>', 'fit'),
        ('min_engagement_score', 'min_engagement_score > engagement',
            'at most <number>, the most engagement that the rules of <models> can give',
            'engagement'),
    ] %}
    select
        model_id,
        'stages' as file,
        row_name,
        '{{ column }}' as column_name,
        {{ column if column == 'min_fit_grade' else no_text }} as came,
        {{ column if column != 'min_fit_grade' else no_number }} as came_number,
        '{{ allowed }}' as allowed,
        {{ allowed_number }} as allowed_number
    from scored_stages
    where {{ wrong }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Without any stages of the model, only its fast tracks name some.
dead_ends as (
    select
        fast_tracks.model_id,
        'rules' as file,
        fast_tracks.row_name,
        'rule_group' as column_name,
        fast_tracks.rule_group as came,
        {{ no_number }} as came_number,
        case
            when fast_tracks.rule_group is null then 'a stage, because there is no stage mql'
            else 'a stage, because the rule is a fast_track'
        end as allowed,
        {{ no_number }} as allowed_number
    from fast_tracks
    left join stages
        on fast_tracks.model_id = stages.model_id
        and fast_tracks.stage = stages.stage
    where
        stages.stage is null
        and fast_tracks.model_id in (select with_stages.model_id from stages as with_stages)
),

-- A label is one letter, and a later letter starts higher.
ordered_bands as (
    select
        *,
        max(min_score) over (
            partition by model_id, dimension order by label
            rows between 1 following and unbounded following
        ) as score_after
    from bands
    where {{ lead_scoring.matches_pattern('label', '^[A-Za-z]$') }}
),

ordered_stages as (
    select
        *,
        max(enter_score) over (
            partition by model_id order by stage_order
            rows between unbounded preceding and 1 preceding
        ) as score_before
    from stages
),

-- (rows, file, column, what may not have been meant, what it means, the number in it)
notices as (
    {%- for relation, file, column, odd, meaning, number in [
        ('ordered_bands', 'bands', 'min_score', 'min_score < score_after',
            'a later letter starts higher, at <number>, and is the better one by that',
            'score_after'),
        ('ordered_stages', 'stages', 'enter_score', 'enter_score < score_before',
            'a stage before it in stage_order starts higher, at <number>: a lead comes here first',
            'score_before'),
    ] %}
    select
        model_id,
        '{{ file }}' as file,
        row_name,
        '{{ column }}' as column_name,
        {{ no_text }} as came,
        {{ column }} as came_number,
        '{{ meaning }}' as allowed,
        {{ number }} as allowed_number
    from {{ relation }}
    where {{ odd }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

faults as (
    {%- for severity, relations in {
        'fault': ['band_faults', 'unknown_labels', 'faulty_stages', 'dead_ends'],
        'notice': ['notices'],
    }.items() %}
    {%- for relation in relations %}
    select
        '{{ severity }}' as severity,
        {{ relation }}.*
    from {{ relation }}
    {{ 'union all' if severity == 'fault' }}
    {%- endfor %}
    {%- endfor %}
),

told_faults as (
    select
        severity,
        model_id,
        file,
        row_name,
        column_name,
        coalesce(came, {{ lead_scoring.number_text('came_number') }}) as came,
        case
            when allowed_number is null then allowed
            else replace(
                allowed, '<number>', {{ lead_scoring.number_text('allowed_number') }}
            )
        end as allowed
    from faults
),

-- A row that is wrong in several models is told of once.
final as (
    select
        told.severity,
        told.file,
        told.row_name,
        told.column_name,
        told.came,
        replace(
            told.allowed, '<models>', {{ lead_scoring.list_text('model_id', ', ', 'model_id') }}
        ) as allowed
    from told_faults as told
    group by told.severity, told.file, told.row_name, told.column_name, told.came, told.allowed
    union all
    select
        'fault' as severity,
        holes.*
    from holes
)

select * from final
