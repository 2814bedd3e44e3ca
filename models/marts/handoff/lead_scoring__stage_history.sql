-- When each lead entered each stage, why, when it left and what became of it:
-- lead × model × stage × entry, under the rules of today over the whole past.
with spells as (
    select * from {{ ref('int_lead_scoring__stage_spells') }}
    where entered_on <= {{ lead_scoring.as_of_date() }}
),

ledger as (
    select * from {{ ref('int_lead_scoring__entry_ledger') }}
),

-- Whom sales has won is worked no more: that ends a spell, and later ones do not count.
open_spells as (
    select
        spells.*,
        conversions.converted_on,
        case when spells.exited_on <= {{ lead_scoring.as_of_date() }} then spells.exited_on end
            as left_on
    from spells
    left join {{ ref('stg_lead_scoring__conversions') }} as conversions
        on spells.lead_id = conversions.lead_id
    where conversions.lead_id is null or spells.entered_on < conversions.converted_on
),

ended_spells as (
    select
        *,
        case
            when converted_on is null or left_on < converted_on then left_on
            else converted_on
        end as ended_on,
        entry_number = max(entry_number) over (
            partition by lead_id, model_id, stage
        ) as is_latest_entry
    from open_spells
),

engagement_resets as (
    {{ lead_scoring.engagement_resets() }}
),

-- Days on which the fit of leads changes because of the rules.
rule_change_days as (
    select
        model_id,
        valid_from as changed_on
    from {{ ref('int_lead_scoring__rules') }}
    where scope = 'lead' and valid_from is not null
    union distinct
    select
        model_id,
        {{ lead_scoring.add_days('valid_to', 1) }} as changed_on
    from {{ ref('int_lead_scoring__rules') }}
    where scope = 'lead' and valid_to is not null
),

explained_spells as (
    select
        spells.*,
        case
            when spells.ended_on is null then null
            when spells.ended_on = spells.converted_on then 'converted'
            when conditions.is_disqualified then 'disqualified'
            when conditions.lacks_requirement then 'requirement_lost'
            when resets.reset_on is not null then 'recycled'
            when rule_change_days.changed_on is not null then 'rule_change'
            when versions.valid_from is not null then 'attributes_changed'
            else 'decayed'
        end as exit_reason
    from ended_spells as spells
    left join {{ ref('int_lead_scoring__stage_conditions') }} as conditions
        on spells.lead_id = conditions.lead_id
        and spells.model_id = conditions.model_id
        and spells.stage = conditions.stage
        and {{ lead_scoring.is_within(
            'spells.ended_on', 'conditions.holds_from', 'conditions.holds_until'
        ) }}
    left join engagement_resets as resets
        on spells.lead_id = resets.lead_id
        and spells.model_id = resets.model_id
        and spells.ended_on = resets.reset_on
    left join {{ ref('stg_lead_scoring__lead_versions') }} as versions
        on spells.lead_id = versions.lead_id
        and spells.ended_on = versions.valid_from
    left join rule_change_days
        on spells.model_id = rule_change_days.model_id
        and spells.ended_on = rule_change_days.changed_on
),

entry_days as (
    select distinct
        lead_id,
        model_id,
        entered_on as as_of_date
    from open_spells
),

-- Who entered on the fast track may have no ledger.
entry_scores as (
    select
        entry_days.lead_id,
        entry_days.model_id,
        entry_days.as_of_date,
        {{ lead_scoring.dimension_scores('ledger') }}
    from entry_days
    left join ledger
        on entry_days.lead_id = ledger.lead_id
        and entry_days.model_id = ledger.model_id
        and entry_days.as_of_date = ledger.as_of_date
    group by entry_days.lead_id, entry_days.model_id, entry_days.as_of_date
),

{{ lead_scoring.graded_scores('entry_scores') }},

-- Less than 0.05 would be worded as +0.
gains as (
    select
        ledger.*,
        wording.description
    from ledger
    inner join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on ledger.model_id = wording.model_id
        and ledger.rule_id = wording.rule_id
    where ledger.points >= 0.05
),

numbered_gains as (
    select
        lead_id,
        model_id,
        as_of_date,
        {{ lead_scoring.reason_text('gains') }} as reason,
        row_number() over (
            partition by lead_id, model_id, as_of_date
            order by points desc, last_activity_date desc nulls last, rule_id asc
        ) as reason_number
    from gains
),

reasons as (
    select
        lead_id,
        model_id,
        as_of_date,
        {{ lead_scoring.first_three_texts('reason', 'reason_number') }} as top_reasons
    from numbered_gains
    where reason_number <= 3
    group by lead_id, model_id, as_of_date
),

final as (
    select
        spells.lead_id,
        spells.model_id,
        models.model_version,
        spells.stage,
        cast(spells.stage_order as integer) as stage_order,
        spells.entry_number,
        spells.entry_number = 1 as is_first_entry,
        spells.is_latest_entry,
        spells.is_announced,
        spells.entered_on,
        spells.ended_on as exited_on,
        cast(
            {{ lead_scoring.days_between(
                'spells.entered_on',
                'coalesce(spells.ended_on, ' ~ lead_scoring.as_of_date() ~ ')'
            ) }}
            as integer
        ) as days_in_stage,
        spells.entered_by,
        scores.fit_score,
        scores.engagement_score,
        scores.total_score,
        scores.fit_grade,
        scores.engagement_band,
        scores.score_class,
        reasons.top_reasons,
        spells.exit_reason,
        spells.converted_on,
        cast(
            {{ lead_scoring.days_between('spells.entered_on', 'spells.converted_on') }} as integer
        ) as days_to_conversion,
        {{ lead_scoring.day_of([
            'int_lead_scoring__config_gate', 'int_lead_scoring__stage_spells',
        ]) }} as as_of_date
    from explained_spells as spells
    inner join {{ ref('int_lead_scoring__models') }} as models
        on spells.model_id = models.model_id
    inner join graded_scores as scores
        on spells.lead_id = scores.lead_id
        and spells.model_id = scores.model_id
        and spells.entered_on = scores.as_of_date
    left join reasons
        on spells.lead_id = reasons.lead_id
        and spells.model_id = reasons.model_id
        and spells.entered_on = reasons.as_of_date
)

select * from final
