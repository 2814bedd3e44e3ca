{#- Why a lead that both sides score is judged differently: the entries of the ledger that differ
    most come first, then what is not a matter of points. `changed` is a CTE of the scores of such
    leads on both sides. The macro gives a list of CTEs, to stand in the caller's with clause behind
    one named `comparisons`, of which the last, `change_reasons`, has one row a comparison × lead of
    which something can be said. -#}
{% macro change_reasons(changed) -%}
{%- set shown_entries = 5 -%}
{%- set before_points = lead_scoring.points_text('before_points') -%}
{%- set after_points = lead_scoring.points_text('after_points') -%}
{{ lead_scoring.stage_changes() }},

_ls_compared_ledger as (
    {{ lead_scoring.both_sides('lead_scoring__score_ledger', [
        'lead_id', 'dimension', 'rule_group', 'rule_id', 'entry_type', 'points',
    ]) }}
),

{# A rule stays itself when it moves to another group or dimension. #}
_ls_named_entries as (
    select
        ledger.comparison_id,
        ledger.lead_id,
        ledger.side,
        ledger.points,
        case when ledger.entry_type <> 'rule' then ledger.dimension end as capped_dimension,
        case ledger.entry_type
            when 'group_cap' then 'limit of group ' || ledger.rule_group
            when 'dimension_cap' then 'limit of ' || ledger.dimension
            else ledger.rule_id
        end as entry
    from _ls_compared_ledger as ledger
    inner join {{ changed }} as changed
        on ledger.comparison_id = changed.comparison_id
        and ledger.lead_id = changed.lead_id
),

_ls_paired_entries as (
    select
        comparison_id,
        lead_id,
        capped_dimension,
        entry,
        sum(case when side = 'before' then points else 0 end) as before_points,
        sum(case when side = 'after' then points else 0 end) as after_points
    from _ls_named_entries
    group by comparison_id, lead_id, capped_dimension, entry
),

{# What reads the same to one decimal explains nothing. #}
_ls_changed_entries as (
    select
        comparison_id,
        lead_id,
        entry || ' ' || {{ before_points }} || '→ ' || trim({{ after_points }}) as reason,
        row_number() over (
            partition by comparison_id, lead_id
            order by abs(after_points - before_points) desc, entry asc, capped_dimension asc
        ) as entry_number
    from _ls_paired_entries
    where {{ before_points }} <> {{ after_points }}
),

_ls_compared_bars as (
    {{ lead_scoring.both_sides(
        'int_lead_scoring__stages', ['stage', 'enter_score', 'exit_score']
    ) }}
),

_ls_single_reasons as (
    select
        comparison_id,
        lead_id,
        reason,
        entry_number as reason_number
    from _ls_changed_entries
    where entry_number <= {{ shown_entries }}
    union all
    select
        comparison_id,
        lead_id,
        case
            when after_disqualified_reasons is null
                then 'barred no more: ' || before_disqualified_reasons
            else 'barred: ' || after_disqualified_reasons
        end as reason,
        101 as reason_number
    from {{ changed }}
    where coalesce(before_disqualified_reasons, '') <> coalesce(after_disqualified_reasons, '')
    union all
    select
        changed.comparison_id,
        changed.lead_id,
        stages.reason,
        200 + stages.setting_number as reason_number
    from {{ changed }} as changed
    inner join stage_changes as stages
        on changed.comparison_id = stages.comparison_id
        and (
            stages.stage in (changed.before_stage, changed.after_stage)
            or (stages.stage = 'mql' and changed.before_is_mql <> changed.after_is_mql)
        )
    where
        coalesce(changed.before_stage, '') <> coalesce(changed.after_stage, '')
        or changed.before_is_mql <> changed.after_is_mql
    {%- for side, verb in [('before', 'was'), ('after', 'is')] %}
    union all
    {# Only a fast track keeps a lead in a stage below its exit; between the bars it is in the stage
       since it was above. #}
    select
        changed.comparison_id,
        changed.lead_id,
        case
            when changed.{{ side }}_total_score < coalesce(bars.exit_score, bars.enter_score)
                then '{{ verb }} on the fast track to ' || changed.{{ side }}_stage
            else '{{ verb }} still in ' || changed.{{ side }}_stage || ' from before'
        end as reason,
        300 + {{ loop.index }} as reason_number
    from {{ changed }} as changed
    inner join _ls_compared_bars as bars
        on changed.comparison_id = bars.comparison_id
        and changed.{{ side }}_stage = bars.stage
        and bars.side = '{{ side }}'
    where
        coalesce(changed.before_stage, '') <> coalesce(changed.after_stage, '')
        and changed.{{ side }}_total_score < bars.enter_score
    {%- endfor %}
    union all
    select
        comparison_id,
        lead_id,
        'grade ' || coalesce(before_fit_grade, 'none')
        || ' → ' || coalesce(after_fit_grade, 'none') as reason,
        401 as reason_number
    from {{ changed }}
    where coalesce(before_fit_grade, '') <> coalesce(after_fit_grade, '')
    union all
    select
        comparison_id,
        lead_id,
        'scoring model ' || before_model_status || ' → ' || after_model_status as reason,
        402 as reason_number
    from {{ changed }}
    where comparison = 'published' and before_model_status <> after_model_status
),

change_reasons as (
    select
        comparison_id,
        lead_id,
        {{ lead_scoring.list_text('reason', '; ', 'reason_number, reason') }} as reasons
    from _ls_single_reasons
    group by comparison_id, lead_id
)
{%- endmacro %}
