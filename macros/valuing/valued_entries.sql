{#- The one engine: the ledger entries of leads at as-of dates.

    `dates` is a relation or CTE of (lead_id, model_id, as_of_date), each once and of leads of the
    scoring model's audience. The macro gives a list of CTEs, to stand in the caller's with clause,
    of which the last, `valued_entries`, has one row a lead × model × as-of date × entry; those
    before it have names that begin with _ls_. The order is that of the docs: limit (in
    int_lead_scoring__rule_activity) → decay → sum over days → round → group cap → dimension clamp.
    Today's ledger, the score path and the cutoffs all come from here, so they cannot disagree.

    `dimensions` says which rules are valued. Those beside the score (require, disqualify,
    fast_track) give entries of type `condition`, which are not about points, where they match.

    `activation` is what one point of a rule is worth there: points are not needed for it, so a rule
    without points has one too. -#}
{% macro valued_entries(dates, dimensions=['fit', 'engagement']) -%}
{{ lead_scoring._rule_entries(dates, dimensions, shows_faded=true) }},

{{ lead_scoring._capped_sums(dates) }},

_ls_cap_entries as (
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        rule_group,
        'group_cap' as entry_type,
        points
    from _ls_group_caps
    {%- for dimension in ['fit', 'engagement'] %}
    union all
    select
        sums.lead_id,
        sums.model_id,
        sums.as_of_date,
        caps.dimension,
        caps.rule_group,
        'dimension_cap' as entry_type,
        {{ lead_scoring.clamp(
            'sums.' ~ dimension ~ '_points', 'caps.min_points', 'caps.max_points'
        ) }} - sums.{{ dimension }}_points as points
    from _ls_dimension_sums as sums
    inner join _ls_dimension_caps as caps
        on sums.model_id = caps.model_id
        and caps.dimension = '{{ dimension }}'
    {%- endfor %}
),

valued_entries as (
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        rule_group,
        rule_id,
        case when is_scored then 'rule' else 'condition' end as entry_type,
        occurrences,
        counted_occurrences,
        base_points,
        points,
        activation,
        last_activity_date
    from _ls_rule_entries
    where is_scored or is_met
    union all
    select
        lead_id,
        model_id,
        as_of_date,
        dimension,
        rule_group,
        cast(null as {{ dbt.type_string() }}) as rule_id,
        entry_type,
        cast(null as bigint) as occurrences,
        cast(null as bigint) as counted_occurrences,
        cast(null as {{ lead_scoring.type_points() }}) as base_points,
        cast(points as {{ lead_scoring.type_points() }}) as points,
        cast(null as {{ lead_scoring.type_double() }}) as activation,
        cast(null as date) as last_activity_date
    from _ls_cap_entries
    where points <> 0
)
{%- endmacro %}
