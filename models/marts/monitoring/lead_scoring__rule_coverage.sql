-- What each rule does on today's data, and what looks odd about it: model × rule. Nothing here is
-- an error: a rule may be ahead of its time.
{%- set dead_days = 90 %}
{%- set saturated_share = 0.95 %}
{%- set twins = [
    'model_id', 'dimension', 'match_key', 'valid_from', 'valid_to', 'limit_period', 'decay',
] %}
{# As text, because BigQuery parts rows by no floating point. #}
{%- for number in [
    'limit_count', 'min_occurrences', 'min_occurrences_days', 'decay_days', 'decay_pct',
] %}
{%- do twins.append('cast(' ~ number ~ ' as ' ~ dbt.type_string() ~ ')') %}
{%- endfor %}
{%- set warnings = ['dead', 'saturation', 'duplicate', 'event_type', 'sign'] %}

with rules as (
    select
        rules.*,
        wording.description
    from {{ ref('int_lead_scoring__rules') }} as rules
    inner join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on rules.model_id = wording.model_id
        and rules.rule_id = wording.rule_id
),

event_types as (
    select * from {{ ref('lead_scoring__event_type_coverage') }}
),

conversions as (
    select * from {{ ref('stg_lead_scoring__conversions') }}
),

audiences as (
    select
        model_leads.model_id,
        count(*) as leads,
        count(conversions.lead_id) as conversions
    from {{ ref('int_lead_scoring__model_leads') }} as model_leads
    left join conversions on model_leads.lead_id = conversions.lead_id
    group by model_leads.model_id
),

matches as (
    select
        model_id,
        rule_id,
        lead_id,
        max(activity_date) as last_match_date
    from {{ ref('int_lead_scoring__rule_activity') }}
    group by model_id, rule_id, lead_id
    union all
    select
        entries.model_id,
        entries.rule_id,
        entries.lead_id,
        cast(null as date) as last_match_date
    from {{ ref('int_lead_scoring__current_entries') }} as entries
    inner join rules
        on entries.model_id = rules.model_id
        and entries.rule_id = rules.rule_id
    where rules.scope = 'lead'
),

matched as (
    select
        matches.model_id,
        matches.rule_id,
        count(*) as leads,
        count(conversions.lead_id) as conversions,
        max(matches.last_match_date) as last_match_date
    from matches
    left join conversions on matches.lead_id = conversions.lead_id
    group by matches.model_id, matches.rule_id
),

ledger as (
    select
        model_id,
        rule_id,
        sum(points) as points
    from {{ ref('lead_scoring__score_ledger') }}
    where entry_type = 'rule'
    group by model_id, rule_id
),

-- The first of its twins, or for the first itself the second.
named_twins as (
    select
        *,
        coalesce(
            nullif(min(rule_id) over (partition by {{ twins | join(', ') }}), rule_id),
            lead(rule_id) over (partition by {{ twins | join(', ') }} order by rule_id)
        ) as duplicate_of
    from rules
),

-- What a type that never occurs was probably meant to be.
meant_event_types as (
    select
        rules.model_id,
        rules.rule_id,
        event_types.event_type,
        row_number() over (
            partition by rules.model_id, rules.rule_id
            order by
                {{ lead_scoring.edit_distance('rules.event_type', 'event_types.event_type') }},
                event_types.event_type
        ) as choice
    from rules
    inner join event_types
        on {{ lead_scoring.edit_distance('rules.event_type', 'event_types.event_type') }}
        <= case when length(rules.event_type) > 5 then 3 else 1 end
),

counts as (
    select
        rules.*,
        event_types.event_type is not null as is_known_event_type,
        meant_event_types.event_type as meant_event_type,
        matched.last_match_date,
        case
            when rules.dimension in ('fit', 'engagement') then coalesce(ledger.points, 0)
        end as points_given,
        coalesce(audiences.leads, 0) as scored_leads,
        coalesce(matched.leads, 0) as matched_leads,
        coalesce(audiences.leads, 0) - coalesce(matched.leads, 0) as other_leads,
        coalesce(matched.conversions, 0) as matched_conversions,
        coalesce(audiences.conversions, 0) - coalesce(matched.conversions, 0) as other_conversions
    from named_twins as rules
    left join audiences on rules.model_id = audiences.model_id
    left join matched
        on rules.model_id = matched.model_id
        and rules.rule_id = matched.rule_id
    left join ledger
        on rules.model_id = ledger.model_id
        and rules.rule_id = ledger.rule_id
    left join event_types on rules.event_type = event_types.event_type
    left join meant_event_types
        on rules.model_id = meant_event_types.model_id
        and rules.rule_id = meant_event_types.rule_id
        and meant_event_types.choice = 1
),

shares as (
    select
        *,
        {{ lead_scoring.ratio('matched_leads', 'scored_leads') }} as matched_share,
        {{ lead_scoring.ratio('matched_conversions', 'matched_leads') }}
            as matched_conversion_rate,
        {{ lead_scoring.ratio('other_conversions', 'other_leads') }} as other_conversion_rate
    from counts
),

flags as (
    select
        *,
        case
            when scope = 'lead' then matched_leads = 0
            else coalesce(
                last_match_date
                <= {{ lead_scoring.add_days(lead_scoring.as_of_date(), -dead_days) }},
                true
            )
        end as is_dead,
        -- Nearly everyone is meant to meet a requirement.
        dimension <> 'require' and coalesce(matched_share > {{ saturated_share }}, false)
            as is_saturated,
        duplicate_of is not null as is_duplicate,
        scope = 'event' and not is_known_event_type as has_unknown_event_type,
        {# Only where the intervals lie apart: chance alone contradicts half of all rules. #}
        dimension in ('fit', 'engagement')
        and coalesce(
            (
                points > 0
                and {{ lead_scoring.wilson_bound('matched_conversions', 'matched_leads', 'high') }}
                < {{ lead_scoring.wilson_bound('other_conversions', 'other_leads', 'low') }}
            )
            or (
                points < 0
                and {{ lead_scoring.wilson_bound('matched_conversions', 'matched_leads', 'low') }}
                > {{ lead_scoring.wilson_bound('other_conversions', 'other_leads', 'high') }}
            ),
            false
        ) as has_contradicting_sign
    from shares
),

sentences as (
    select
        *,
        case
            when
                is_dead
                and not ({{ lead_scoring.is_valid_on(lead_scoring.as_of_date(), 'flags') }})
                then 'is not in force on this day'
            when is_dead and scope = 'lead' then 'matches no lead'
            when is_dead then 'no match in the last {{ dead_days }} days'
        end as dead_warning,
        {# Rounded down: 100 % means every lead. #}
        case
            when is_saturated
                then
                    'matches '
                    || cast(cast(floor(100 * matched_share) as integer) as {{ dbt.type_string() }})
                    || ' % of leads'
        end as saturation_warning,
        case when is_duplicate then 'same as ' || duplicate_of end as duplicate_warning,
        case
            when has_unknown_event_type
                then
                    'no scored event of the type ' || event_type || ' has ever come'
                    || coalesce(', did you mean ' || meant_event_type || '?', '')
        end as event_type_warning,
        case
            when has_contradicting_sign
                then
                    'points say ' || trim({{ lead_scoring.points_text('points') }})
                    || ', but ' || cast(matched_conversions as {{ dbt.type_string() }})
                    || ' of ' || cast(matched_leads as {{ dbt.type_string() }})
                    || ' matched leads converted against '
                    || cast(other_conversions as {{ dbt.type_string() }})
                    || ' of ' || cast(other_leads as {{ dbt.type_string() }}) || ' others'
        end as sign_warning
    from flags
),

final as (
    select
        model_id,
        rule_id,
        {{ lead_scoring.day_of(['lead_scoring__score_ledger']) }} as as_of_date,
        dimension,
        rule_group,
        event_type,
        description,
        cast(points as {{ lead_scoring.type_points() }}) as points,
        cast(scored_leads as bigint) as scored_leads,
        cast(matched_leads as bigint) as matched_leads,
        cast(other_leads as bigint) as other_leads,
        matched_share,
        last_match_date,
        cast(points_given as {{ lead_scoring.type_points() }}) as points_given,
        cast(matched_conversions as bigint) as matched_conversions,
        cast(other_conversions as bigint) as other_conversions,
        matched_conversion_rate,
        other_conversion_rate,
        duplicate_of,
        is_dead,
        is_saturated,
        is_duplicate,
        has_unknown_event_type,
        has_contradicting_sign,
        nullif(
            substring(
                {%- for warning in warnings %}
                coalesce('; ' || {{ warning }}_warning, ''){{ ' ||' if not loop.last }}
                {%- endfor %},
                3
            ),
            ''
        ) as warnings
    from sentences
)

select * from final
