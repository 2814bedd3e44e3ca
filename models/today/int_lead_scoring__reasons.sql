-- The three largest gains and losses of each lead in words: lead × model.
with entries as (
    select
        entries.*,
        wording.description
    from {{ ref('int_lead_scoring__current_entries') }} as entries
    inner join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on entries.model_id = wording.model_id
        and entries.rule_id = wording.rule_id
    -- Less than 0.05 would be worded as +0.
    where entries.entry_type = 'rule' and abs(entries.points) >= 0.05
),

worded as (
    select
        lead_id,
        model_id,
        points > 0 as is_positive,
        description,
        {{ lead_scoring.reason_text('entries') }} as reason,
        row_number() over (
            partition by lead_id, model_id, points > 0
            order by abs(points) desc, last_activity_date desc nulls last, rule_id asc
        ) as reason_number
    from entries
),

final as (
    select
        lead_id,
        model_id,
        {{ lead_scoring.first_three_texts(
            'case when is_positive then reason end', 'reason_number'
        ) }} as top_positive_reasons,
        {{ lead_scoring.first_three_texts(
            'case when is_positive then description end', 'reason_number'
        ) }} as top_positive_rules,
        {{ lead_scoring.first_three_texts(
            'case when not is_positive then reason end', 'reason_number'
        ) }} as top_negative_reasons
    from worded
    where reason_number <= 3
    group by lead_id, model_id
)

select * from final
