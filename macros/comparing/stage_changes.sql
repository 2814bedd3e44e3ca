{#- What a stage asks for that differs between the sides, in words. The macro gives a list of CTEs,
    to stand in the caller's with clause behind one named `comparisons`, of which the last,
    `stage_changes`, has one row a comparison × stage × setting. -#}
{% macro stage_changes() -%}
{%- set settings = [
    ('bar', lead_scoring.points_text('enter_score')),
    ('exit', lead_scoring.points_text('exit_score')),
    ('lowest grade', 'min_fit_grade'),
    ('least engagement', lead_scoring.points_text('min_engagement_score')),
    ('order', lead_scoring.points_text('stage_order')),
] -%}
_ls_compared_stages as (
    {{ lead_scoring.both_sides('int_lead_scoring__stages', [
        'stage', 'stage_order', 'enter_score', 'exit_score', 'min_fit_grade',
        'min_engagement_score',
    ]) }}
),

_ls_stage_settings as (
    {%- for name, value in settings %}
    select
        comparison_id,
        side,
        stage,
        {{ loop.index }} as setting_number,
        '{{ name }}' as setting,
        trim(replace({{ value }}, '+', '')) as value_text
    from _ls_compared_stages
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

_ls_paired_settings as (
    select
        comparison_id,
        stage,
        setting_number,
        setting,
        coalesce(max(case when side = 'before' then value_text end), 'none') as before_value,
        coalesce(max(case when side = 'after' then value_text end), 'none') as after_value
    from _ls_stage_settings
    group by comparison_id, stage, setting_number, setting
),

stage_changes as (
    select
        comparison_id,
        stage,
        setting_number,
        setting || ' of ' || stage || ' ' || before_value || ' → ' || after_value as reason
    from _ls_paired_settings
    where before_value <> after_value
)
{%- endmacro %}
