-- Each rule in plain English: model × rule. The page of rules takes its words from here and, where
-- an analyst described none, the ledger and the reasons do.
with rules as (
    select
        *,
        dimension in ('fit', 'engagement') as is_scored
    from {{ ref('int_lead_scoring__rules') }}
),

written_rules as (
    {{ lead_scoring.rows_of_models('rules') }}
),

-- The same condition written twice is one.
conditions as (
    select
        rules.model_id,
        rules.rule_id,
        items.condition_key,
        min(case items.file when 'rules' then 0 else 1 end) as file_rank
    from rules
    inner join {{ ref('int_lead_scoring__condition_items') }} as items
        on rules.rule_id = items.rule_id
        and (items.model_id is null or rules.model_id = items.model_id)
    group by rules.model_id, rules.rule_id, items.condition_key
),

-- The rule's own condition comes first.
ordered as (
    select
        conditions.model_id,
        conditions.rule_id,
        wording.condition_text,
        wording.short_text,
        row_number() over (
            partition by conditions.model_id, conditions.rule_id
            order by conditions.file_rank, wording.condition_text
        ) as place
    from conditions
    inner join {{ ref('int_lead_scoring__condition_wording') }} as wording
        on conditions.condition_key = wording.condition_key
),

joined as (
    select
        model_id,
        rule_id,
        {{ lead_scoring.list_text('condition_text', ' and ', 'place') }} as conditions_text,
        {{ lead_scoring.list_text('short_text', ' and ', 'place') }} as short_conditions_text
    from ordered
    group by model_id, rule_id
),

lasting as (
    select
        *,
        {{ lead_scoring.decay_lifetime('rules') }} as lifetime_days
    from rules
),

-- The parts of a rule, each null where there is nothing to say. An attribute has no age and one
-- occurrence: limits and decay say nothing of it.
parts as (
    select
        *,
        case
            when scope = 'event' and not is_scored and lifetime_days is not null
                then ' in the last ' || {{ lead_scoring.days_text('lifetime_days', one='day') }}
        end as window_text,
        case
            when scope = 'event'
                then
                    'at most ' || {{ lead_scoring.times_text('limit_count') }}
                    || case limit_period when 'ever' then ' ever' else ' a ' || limit_period end
        end as limit_text,
        case
            when scope = 'event' and (min_occurrences > 1 or min_occurrences_days is not null)
                then
                    'at least ' || {{ lead_scoring.times_text('min_occurrences') }}
                    || coalesce(
                        ' in the last '
                        || {{ lead_scoring.days_text('min_occurrences_days', one='day') }},
                        ''
                    )
        end as minimum_text,
        case
            when scope = 'lead' and min_occurrences > 1
                then
                    'but never: it asks for ' || {{ lead_scoring.number_text('min_occurrences') }}
                    || ' occurrences and an attribute has one'
        end as never_text,
        case
            when scope = 'event' and is_scored
                then
                    case decay
                        {%- for name, how in lead_scoring.decays('lasting').items()
                            if how.said is defined %}
                        when '{{ name }}' then {{ how.said }}
                        {%- endfor %}
                    end
        end as decay_text,
        case
            when coalesce(valid_from, valid_to) is not null
                then
                    case scope when 'event' then 'only for events ' else 'only ' end
                    || case
                        when valid_from is null
                            then 'until ' || cast(valid_to as {{ dbt.type_string() }})
                        when valid_to is null
                            then 'from ' || cast(valid_from as {{ dbt.type_string() }}) || ' on'
                        else
                            'from ' || cast(valid_from as {{ dbt.type_string() }})
                            || ' to ' || cast(valid_to as {{ dbt.type_string() }})
                    end
        end as validity_text
    from lasting
),

texts as (
    select
        parts.*,
        written_rules.description as written_description,
        {%- for prefix in ['', 'short_'] %}
        case parts.scope
            when 'lead' then joined.{{ prefix }}conditions_text
            else
                replace(parts.event_type, '_', ' ') || coalesce(parts.window_text, '')
                || coalesce(' whose ' || joined.{{ prefix }}conditions_text, '')
        end as {{ prefix }}match_text,
        {%- endfor %}
        nullif(
            substring(
                coalesce(', ' || parts.limit_text, '')
                || coalesce(', only if it happened ' || parts.minimum_text, '')
                || coalesce(', ' || parts.never_text, '')
                || coalesce(', ' || parts.decay_text, '')
                || coalesce(', ' || parts.validity_text, ''),
                3
            ),
            ''
        ) as settings_text
    from parts
    left join joined
        on parts.model_id = joined.model_id
        and parts.rule_id = joined.rule_id
    left join written_rules
        on parts.model_id = written_rules.model_id
        and parts.rule_id = written_rules.rule_id
),

final as (
    select
        model_id,
        rule_id,
        match_text,
        settings_text,
        case
            when is_scored
                then
                    {{ lead_scoring.signed_text('points') }}
                    || case scope when 'lead' then ' when ' else ' for each ' end
            when dimension = 'require'
                then
                    'A lead is in no stage '
                    || case scope when 'lead' then 'unless ' else 'without any ' end
            when dimension = 'disqualify'
                then
                    'A lead is in no stage '
                    || case scope when 'lead' then 'when ' else 'after any ' end
            else
                'A lead goes straight to ' || coalesce(rule_group, 'mql')
                || case scope when 'lead' then ' when ' else ' after any ' end
        end
        || match_text || coalesce(', ' || settings_text, '') as sentence,
        written_description,
        coalesce(written_description, short_match_text || coalesce(', ' || minimum_text, ''))
            as description
    from texts
)

select * from final
