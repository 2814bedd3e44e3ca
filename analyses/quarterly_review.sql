-- What a team looks at once a quarter, one line a finding, in the order of the questions that
-- docs/quarterly-review.md asks. Speaks of every scoring model; ranking and promises are judged on
-- the newest leads, which had no say in the rules.
with validation as (
    select * from {{ ref('lead_scoring__model_validation') }}
    where sample = 'validation'
),

scores as (
    select * from validation
    where score_name = 'total_score' and auc is not null
),

best_baselines as (
    select
        *,
        row_number() over (
            partition by model_id
            order by auc_difference asc, score_name asc
        ) as place
    from validation
    where score_name in ('newest_first', 'event_count') and auc is not null
),

ranking as (
    select
        1 as step,
        'Does the score rank?' as question,
        scores.model_id,
        case
            when scores.auc_low > 0.5 then 'Better than chance: a'
            when scores.auc_low is null then 'A'
            else 'Not shown to be better than chance: a'
        end
        || ' lead that converted stood above one that did not '
        || {{ lead_scoring.percent_text('scores.auc') }} || ' of the time ('
        || coalesce(
            {{ lead_scoring.percent_text('scores.auc_low') }} || ' to '
            || {{ lead_scoring.percent_text('scores.auc_high') }}, 'no interval'
        )
        || '). '
        || case
            when best_baselines.auc_difference_low > 0 then 'Better than ordering by '
            when best_baselines.auc_difference_high < 0 then 'Worse than ordering by '
            else 'Not shown to be better than ordering by '
        end
        || best_baselines.score_name || ', which gets '
        || {{ lead_scoring.percent_text('best_baselines.auc') }} || ' (difference '
        || coalesce(
            {{ lead_scoring.percent_text('best_baselines.auc_difference_low') }} || ' to '
            || {{ lead_scoring.percent_text('best_baselines.auc_difference_high') }}, 'unknown'
        )
        || ')' as finding
    from scores
    inner join best_baselines
        on scores.model_id = best_baselines.model_id
        and best_baselines.place = 1
),

best_tenths as (
    select * from {{ ref('lead_scoring__score_deciles') }}
    where sample = 'validation' and decile = 1 and expected_conversion_rate is not null
),

promises as (
    select
        2 as step,
        'Does it keep its promises?' as question,
        best_tenths.model_id,
        'The best tenth was promised to convert at '
        || {{ lead_scoring.percent_text('best_tenths.expected_conversion_rate') }}
        || ' and did at ' || {{ lead_scoring.percent_text('best_tenths.conversion_rate') }} || ' ('
        || {{ lead_scoring.percent_text('best_tenths.conversion_rate_low') }} || ' to '
        || {{ lead_scoring.percent_text('best_tenths.conversion_rate_high') }}
        || '); over all tenths promise and outcome differ by '
        || cast(cast(100 * scores.calibration_error as numeric(18, 1)) as {{ dbt.type_string() }})
        || ' points of percent' as finding
    from best_tenths
    inner join scores on best_tenths.model_id = scores.model_id
),

bars as (
    select
        3 as step,
        'Where should the bar be?' as question,
        model_id,
        recommendation as finding
    from {{ ref('lead_scoring__threshold_recommendations') }}
    where method in ('best_f1', 'target_close_rate') and segment = 'all'
),

rules as (
    select
        4 as step,
        'Which rules should be looked at?' as question,
        model_id,
        description || ': ' || trim({{ lead_scoring.points_text('points') }}) || ' points, but '
        || cast(matched_conversions as {{ dbt.type_string() }}) || ' of '
        || cast(matched_leads as {{ dbt.type_string() }}) || ' matched leads converted against '
        || cast(other_conversions as {{ dbt.type_string() }}) || ' of '
        || cast(other_leads as {{ dbt.type_string() }}) || ' others (' || evidence
        || ' evidence)' as finding
    from {{ ref('lead_scoring__rule_performance') }}
    where sample = 'train' and is_sign_conflict
),

challengers as (
    select
        5 as step,
        'Is a challenger better?' as question,
        challenger_model_id as model_id,
        case better_ranking
            when 'challenger' then 'Ranks better than ' || live_model_id
            when 'live' then 'Ranks worse than ' || live_model_id
            else 'Cannot be told from ' || live_model_id || ' by its ranking'
        end
        || coalesce(
            '; would drop ' || {{ lead_scoring.percent_text('list_churn') }}
            || ' of its list and add '
            || cast(flagged_only_challenger as {{ dbt.type_string() }}) || ' leads, of which '
            || cast(conversions_only_challenger as {{ dbt.type_string() }}) || ' converted',
            ''
        )
        || coalesce(
            '; a bar of ' || cast(equal_volume_bar as {{ dbt.type_string() }})
            || ' keeps the number of leads that reach it',
            ''
        ) as finding
    from {{ ref('lead_scoring__model_comparison') }}
    where sample = 'validation'
),

drift as (
    select
        6 as step,
        'Does it still hold?' as question,
        model_id,
        case
            when measure = 'conversion_rate'
                then
                    'conversion_rate: ' || alert_level || ', '
                    || {{ lead_scoring.percent_text('figure') }} || ' converted where '
                    || {{ lead_scoring.percent_text('reference_figure') }}
                    || ' were promised; do not believe the probabilities'
            when measure = 'calibration_error'
                then
                    'calibration_error: ' || alert_level
                    || ', promise and outcome differ by '
                    || {{ lead_scoring.percent_text('figure') }} || ' where chance explains '
                    || {{ lead_scoring.percent_text('error_by_chance') }}
            else
                measure || ' ' || item || ': ' || alert_level || ', '
                || cast(cast(figure as numeric(18, 2)) as {{ dbt.type_string() }}) || ' against '
                || cast(cast(reference_figure as numeric(18, 2)) as {{ dbt.type_string() }})
                || ' when the bars were chosen'
        end as finding
    from {{ ref('lead_scoring__score_drift') }}
    where is_latest_month and alert_level in ('watch', 'alert')
),

final as (
    select * from ranking
    union all
    select * from promises
    union all
    select * from bars
    union all
    select * from rules
    union all
    select * from challengers
    union all
    select * from drift
)

select * from final
order by step, model_id, finding
