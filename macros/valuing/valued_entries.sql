{#- The one engine: the ledger entries of every lead at given as-of dates.

    `dates` is a relation or CTE of (lead_id, as_of_date), or with of_models=true of
    (lead_id, model_id, as_of_date), where each lead has days of its own in each model. The macro
    gives a list of CTEs, to stand in the caller's with clause, of which the last, `valued_entries`,
    has one row a lead × as-of date × model × entry. Its order is that of the docs: limit →
    decay → sum over days → round → group cap → dimension clamp. Today's ledger, the score
    path and the cutoffs all come from here, so they cannot disagree.

    `activation` is what one point of a rule is worth there: points are not needed for it, so a rule
    without points has one too.

    `dimensions` says which rules are valued. Those beside the score (require, disqualify,
    fast_track) give entries of type `condition` without points, if they match at the date. -#}
{% macro valued_entries(dates, dimensions=['fit', 'engagement'], of_models=false) -%}
{{ lead_scoring._capped_entries(dates, dimensions=dimensions, of_models=of_models) }},

dimension_caps as (
    {%- for dimension in ['fit', 'engagement'] %}
    {%- set points = 'sums.' ~ dimension ~ '_points' %}
    select
        sums.lead_id,
        sums.as_of_date,
        sums.model_id,
        '{{ dimension }}' as dimension,
        {{ lead_scoring.clamp(
            points, '0', lead_scoring.round_points('models.' ~ dimension ~ '_max')
        ) }} - {{ points }} as points
    from dimension_sums as sums
    inner join {{ ref('int_lead_scoring__models') }} as models
        on sums.model_id = models.model_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

valued_entries as (
    select
        lead_id,
        as_of_date,
        model_id,
        dimension,
        rule_group,
        rule_id,
        entry_type,
        occurrences,
        counted_occurrences,
        base_points,
        points,
        activation,
        last_activity_date
    from capped_entries
    union all
    select
        lead_id,
        as_of_date,
        model_id,
        dimension,
        cast(null as {{ dbt.type_string() }}) as rule_group,
        cast(null as {{ dbt.type_string() }}) as rule_id,
        'dimension_cap' as entry_type,
        cast(null as bigint) as occurrences,
        cast(null as bigint) as counted_occurrences,
        cast(null as {{ lead_scoring.type_points() }}) as base_points,
        cast(points as {{ lead_scoring.type_points() }}) as points,
        cast(null as {{ lead_scoring.type_double() }}) as activation,
        cast(null as date) as last_activity_date
    from dimension_caps
    where points <> 0
)
{%- endmacro %}

{#- What of a lead's ledger adds up to its dimensions, as `capped_entries`: entries of rules and of
    group caps; and what they add up to, as `dimension_sums`. With lapsed=false those are left out
    that add nothing any more, because no sum needs them. -#}
{% macro _capped_entries(
    dates, dimensions=['fit', 'engagement'], of_models=false, lapsed=true
) -%}
{%- set conditions = dimensions | reject('in', ['fit', 'engagement']) | list -%}
{%- set never = lead_scoring.never() -%}
{%- set lifetime = '(' ~ lead_scoring.decay_lifetime('rules') ~ ')' -%}
{# By the number many rows are grouped quicker than by the names of model and rule. #}
valued_rules as (
    select
        *,
        cast(row_number() over (order by model_id, rule_id) as integer) as rule_number
    from {{ ref('int_lead_scoring__rules') }}
    where dimension in ('{{ dimensions | join("', '") }}')
),

valued_leads as (
    select
        dates.lead_id,
        dates.as_of_date,
        model_leads.model_id
    from {{ dates }} as dates
    inner join {{ ref('int_lead_scoring__model_leads') }} as model_leads
        on dates.lead_id = model_leads.lead_id
        {%- if of_models %}
        and dates.model_id = model_leads.model_id
        {%- endif %}
),

{{ lead_scoring._attribute_entries() }},

valued_activity as (
    select
        activity.*,
        rules.rule_number,
        rules.points,
        rules.min_occurrences_days,
        rules.decay,
        rules.decay_days,
        rules.decay_pct,
        least(
            coalesce(activity.reset_on, {{ never }}),
            {% if lapsed -%}
            {{ never }}
            {%- else -%}
            {# Of a rule with a least number of occurrences, decayed ones still count towards it. #}
            case
                when rules.min_occurrences is null and {{ lifetime }} < 100000
                    then {{ lead_scoring.add_days(
                        'activity.activity_date', 'cast(' ~ lifetime ~ ' as integer)'
                    ) }}
                else {{ never }}
            end
            {%- endif %}
        ) as counts_until
    from {{ ref('int_lead_scoring__rule_activity') }} as activity
    inner join valued_rules as rules
        on activity.model_id = rules.model_id
        and activity.rule_id = rules.rule_id
),

aged_activity as (
    select
        leads.as_of_date,
        activity.*,
        cast(
            {{ dbt.datediff('activity.activity_date', 'leads.as_of_date', 'day') }}
            as {{ lead_scoring.type_double() }}
        ) as age
    from valued_leads as leads
    inner join valued_activity as activity
        on leads.lead_id = activity.lead_id
        and leads.model_id = activity.model_id
        and leads.as_of_date >= activity.activity_date
        and leads.as_of_date < activity.counts_until
),

decayed_activity as (
    select
        *,
        {{ lead_scoring.decay_factor('age', 'aged_activity') }} as factor,
        case when age < coalesce(min_occurrences_days, age + 1) then occurrences else 0 end
            as recent_occurrences
    from aged_activity
),

summed_activity as (
    select
        lead_id,
        as_of_date,
        rule_number,
        sum(occurrences) as occurrences,
        sum(counted_occurrences) as counted_occurrences,
        sum(points * counted_occurrences * factor) as decayed_points,
        sum(counted_occurrences * factor) as activation,
        max(activity_date) as last_activity_date,
        sum(recent_occurrences) as recent_occurrences,
        max(case when counted_occurrences > 0 and factor > 0 then 1 else 0 end) = 1 as is_alive
    from decayed_activity
    group by lead_id, as_of_date, rule_number
),

event_entries as (
    select
        summed.*,
        rules.model_id,
        rules.rule_id,
        rules.dimension,
        rules.rule_group,
        rules.points * summed.counted_occurrences as base_points,
        summed.recent_occurrences >= coalesce(rules.min_occurrences, 0) as has_min_occurrences
    from summed_activity as summed
    inner join valued_rules as rules on summed.rule_number = rules.rule_number
),

rule_entries as (
    select
        lead_id,
        as_of_date,
        model_id,
        rule_id,
        dimension,
        rule_group,
        cast(occurrences as bigint) as occurrences,
        cast(counted_occurrences as bigint) as counted_occurrences,
        {{ lead_scoring.round_points('base_points') }} as base_points,
        {{ lead_scoring.round_points(
            'case when has_min_occurrences then decayed_points else 0 end'
        ) }} as points,
        case when has_min_occurrences then activation else 0 end as activation,
        last_activity_date,
        has_min_occurrences and is_alive as is_alive
    from event_entries
    union all
    select
        lead_id,
        as_of_date,
        model_id,
        rule_id,
        dimension,
        rule_group,
        cast(1 as bigint) as occurrences,
        cast(1 as bigint) as counted_occurrences,
        {{ lead_scoring.round_points('points') }} as base_points,
        {{ lead_scoring.round_points(
            'case when has_min_occurrences then points else 0 end'
        ) }} as points,
        cast(
            case when has_min_occurrences then 1 else 0 end as {{ lead_scoring.type_double() }}
        ) as activation,
        cast(null as date) as last_activity_date,
        has_min_occurrences as is_alive
    from attribute_entries
),

rule_groups_of_models as (
    {{ lead_scoring.rows_of_models('rule_groups') }}
),

group_caps_of_models as (
    select
        model_id,
        dimension,
        rule_group,
        {{ lead_scoring.round_points('min_points') }} as min_points,
        {{ lead_scoring.round_points('max_points') }} as max_points
    from rule_groups_of_models
),

-- A group without an entry adds up to 0, which a floor above 0 or a ceiling below it moves as well.
group_points as (
    select
        lead_id,
        as_of_date,
        model_id,
        dimension,
        rule_group,
        points
    from rule_entries
    where rule_group is not null {{ "and dimension in ('fit', 'engagement')" if conditions }}
    union all
    select
        valued_leads.lead_id,
        valued_leads.as_of_date,
        valued_leads.model_id,
        caps.dimension,
        caps.rule_group,
        cast(0 as {{ lead_scoring.type_points() }}) as points
    from valued_leads
    inner join group_caps_of_models as caps
        on valued_leads.model_id = caps.model_id
    where caps.min_points > 0 or caps.max_points < 0
),

group_sums as (
    select
        lead_id,
        as_of_date,
        model_id,
        dimension,
        rule_group,
        sum(points) as points
    from group_points
    group by lead_id, as_of_date, model_id, dimension, rule_group
),

group_caps as (
    select
        sums.lead_id,
        sums.as_of_date,
        sums.model_id,
        sums.dimension,
        sums.rule_group,
        {{ lead_scoring.clamp('sums.points', 'caps.min_points', 'caps.max_points') }}
        - sums.points as points
    from group_sums as sums
    inner join group_caps_of_models as caps
        on sums.model_id = caps.model_id
        and sums.dimension = caps.dimension
        and sums.rule_group = caps.rule_group
),

capped_entries as (
    select
        lead_id,
        as_of_date,
        model_id,
        dimension,
        rule_group,
        rule_id,
        case
            when dimension not in ('fit', 'engagement') then 'condition'
            else 'rule'
        end as entry_type,
        occurrences,
        counted_occurrences,
        base_points,
        points,
        activation,
        last_activity_date
    from rule_entries
    {% if conditions -%}
    where dimension in ('fit', 'engagement') or is_alive
    {% endif -%}
    union all
    select
        lead_id,
        as_of_date,
        model_id,
        dimension,
        rule_group,
        cast(null as {{ dbt.type_string() }}) as rule_id,
        'group_cap' as entry_type,
        cast(null as bigint) as occurrences,
        cast(null as bigint) as counted_occurrences,
        cast(null as {{ lead_scoring.type_points() }}) as base_points,
        cast(points as {{ lead_scoring.type_points() }}) as points,
        cast(null as {{ lead_scoring.type_double() }}) as activation,
        cast(null as date) as last_activity_date
    from group_caps
    where points <> 0
),

dimension_sums as (
    select
        lead_id,
        model_id,
        as_of_date,
        sum(case when dimension = 'fit' then points end) as fit_points,
        sum(case when dimension = 'engagement' then points end) as engagement_points
    from capped_entries
    group by lead_id, model_id, as_of_date
)
{%- endmacro %}

{#- Attribute rules at the as-of dates: those matched once and for all, and those on fields that
    change with the date, which are tried here. -#}
{% macro _attribute_entries() -%}
dated_keys as (
    select * from {{ ref('int_lead_scoring__match_keys') }}
    where is_dated
),

-- Nothing is computed where no rule asks for it.
dated_leads as (
    select distinct
        lead_id,
        as_of_date
    from valued_leads
    where (select count(*) from dated_keys) > 0
),

last_activities as (
    select
        dated_leads.lead_id,
        dated_leads.as_of_date,
        max(activity.activity_date) as last_activity_date
    from dated_leads
    inner join {{ ref('int_lead_scoring__activity_dates') }} as activity
        on dated_leads.lead_id = activity.lead_id
        and dated_leads.as_of_date >= activity.activity_date
    group by dated_leads.lead_id, dated_leads.as_of_date
),

dated_facts as (
    select
        leads.*,
        dated_leads.as_of_date,
        cast(
            {{ dbt.datediff('leads.created_on', 'dated_leads.as_of_date', 'day') }}
            as {{ lead_scoring.type_double() }}
        ) as days_since_created,
        cast(
            {{ dbt.datediff(
                'last_activities.last_activity_date', 'dated_leads.as_of_date', 'day'
            ) }}
            as {{ lead_scoring.type_double() }}
        ) as days_since_last_activity
    from dated_leads
    inner join {{ ref('stg_lead_scoring__lead_versions') }} as leads
        on dated_leads.lead_id = leads.lead_id
        and {{ lead_scoring.is_valid_on('dated_leads.as_of_date', 'leads') }}
    left join last_activities
        on dated_leads.lead_id = last_activities.lead_id
        and dated_leads.as_of_date = last_activities.as_of_date
),

dated_candidates as (
    select
        dated_facts.lead_id,
        dated_facts.as_of_date,
        dated_keys.match_key,
        {{ lead_scoring.condition_values(lead_scoring.lead_fields(), 'dated_facts', 'dated_keys') }}
    from dated_facts
    cross join dated_keys
),

dated_matches as (
    select
        lead_id,
        as_of_date,
        match_key
    from dated_candidates
    where {{ lead_scoring.all_conditions_hold() }}
),

attribute_matches as (
    select
        leads.lead_id,
        leads.as_of_date,
        leads.model_id,
        matches.match_key
    from valued_leads as leads
    inner join {{ ref('int_lead_scoring__attribute_matches') }} as matches
        on leads.lead_id = matches.lead_id
        and {{ lead_scoring.is_valid_on('leads.as_of_date', 'matches') }}
    union all
    select
        leads.lead_id,
        leads.as_of_date,
        leads.model_id,
        matches.match_key
    from valued_leads as leads
    inner join dated_matches as matches
        on leads.lead_id = matches.lead_id
        and leads.as_of_date = matches.as_of_date
),

attribute_entries as (
    select
        matches.lead_id,
        matches.as_of_date,
        rules.model_id,
        rules.rule_id,
        rules.dimension,
        rules.rule_group,
        rules.points,
        {# An attribute has one occurrence, so it never reaches two. #}
        coalesce(rules.min_occurrences, 1) <= 1 as has_min_occurrences
    from attribute_matches as matches
    inner join valued_rules as rules
        on matches.match_key = rules.match_key
        and matches.model_id = rules.model_id
    where {{ lead_scoring.is_valid_on('matches.as_of_date', 'rules') }}
)
{%- endmacro %}
