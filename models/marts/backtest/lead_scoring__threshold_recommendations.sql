-- Where the MQL bar should be: scoring model × segment × method of choosing. Each chooses a bar on
-- the older leads (train) and tries it on the newest (validation), whose outcomes had no say; only
-- their number has one, where sales can turn to so many a week. What was not better than chance
-- on both is not recommended. Of bars that are equally good the higher one is taken: sales gets the
-- same for fewer leads.
{%- set methods = [
    'best_f1', 'youden_j', 'target_close_rate', 'weekly_capacity', 'expected_value',
] %}
{# The low end of the usual 10 to 15 %: a missed buyer is never heard of. #}
{%- set usual_close_rate = 0.1 %}
{%- set min_conversions = lead_scoring.setting('min_conversions') %}
{%- set unknown = 'cast(null as ' ~ lead_scoring.type_double() ~ ')' %}
{%- set won_lead_value = lead_scoring.setting('won_lead_value') %}
{%- set won_lead_value = unknown if won_lead_value is none else won_lead_value %}
{%- set touch_cost = lead_scoring.setting('touch_cost') %}
{%- set touch_cost = unknown if touch_cost is none else touch_cost %}
{%- set sample_days = lead_scoring.days_between('first_created_on', 'last_created_on') ~ ' + 1' %}
{%- set shifts = {'10_lower': -10, '5_lower': -5, '5_higher': 5, '10_higher': 10} %}
{%- set figures = [
    'leads', 'conversions', 'flagged_leads', 'flagged_conversions', 'precision', 'precision_low',
    'precision_high', 'recall', 'lift', 'flagged_per_week',
] %}

with models as (
    select * from {{ ref('int_lead_scoring__models') }}
),

stages as (
    select * from {{ ref('int_lead_scoring__stages') }}
    where stage = 'mql'
),

backtest as (
    select
        *,
        {# In one fraction, so that rounding parts no equals: recall - false_positive_rate. #}
        {{ lead_scoring.ratio(
            '1.0 * (flagged_conversions * leads - flagged_leads * conversions)',
            '(conversions * (leads - conversions))'
        ) }} as youden_j,
        {{ lead_scoring.ratio(
            '7.0 * (' ~ won_lead_value ~ ' * flagged_conversions - ' ~ touch_cost
            ~ ' * flagged_leads)',
            '(' ~ sample_days ~ ')'
        ) }} as expected_value_per_week
    from {{ ref('lead_scoring__threshold_backtest') }}
),

train as (
    select * from backtest
    where sample = 'train'
),

validation as (
    select * from backtest
    where sample = 'validation'
),

outcomes as (
    select
        model_id,
        segment,
        min(case when sample = 'train' then conversions end) as train_outcomes,
        min(case when sample = 'validation' then conversions end) as validation_outcomes
    from backtest
    group by model_id, segment
),

methods as (
    {%- for method in methods %}
    select '{{ method }}' as method
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- What the team asks of each method, and where its bar is today.
questions as (
    select
        models.model_id,
        outcomes.segment,
        methods.method,
        outcomes.train_outcomes,
        outcomes.validation_outcomes,
        stages.enter_score as current_bar,
        -- The backtest tries whole thresholds.
        greatest(ceil(stages.enter_score), 0) as current_threshold,
        cast(
            case methods.method
                when 'target_close_rate'
                    then coalesce(stages.target_close_rate, {{ usual_close_rate }})
                when 'weekly_capacity' then stages.weekly_capacity
            end as {{ lead_scoring.type_ratio() }}
        ) as target,
        case methods.method
            when 'weekly_capacity' then stages.weekly_capacity is not null
            when 'expected_value'
                then {{ won_lead_value }} is not null and {{ touch_cost }} is not null
            else true
        end as is_set
    from models
    cross join methods
    inner join outcomes on models.model_id = outcomes.model_id
    left join stages on models.model_id = stages.model_id
),

-- The figure that a method looks at, for each bar: of the older leads, but for their number.
candidates as (
    select
        questions.model_id,
        questions.segment,
        questions.method,
        questions.target,
        train.threshold,
        case questions.method
            when 'weekly_capacity' then validation.flagged_leads
            else train.flagged_leads
        end as flagged_leads,
        case questions.method
            when 'best_f1' then train.f1
            when 'youden_j' then train.youden_j
            when 'target_close_rate' then train.precision
            {# Of today's week sales has to work the leads; older ones were fewer or more. #}
            when 'weekly_capacity' then validation.flagged_per_week
            when 'expected_value' then train.expected_value_per_week
        end as figure,
        case questions.method
            when 'weekly_capacity' then train.flagged_per_week
        end as train_volume,
        coalesce(train.precision_low > 1.0 * train.conversions / train.leads, false)
            as is_better_on_train
    from questions
    inner join train
        on questions.model_id = train.model_id
        and questions.segment = train.segment
    inner join validation
        on train.model_id = validation.model_id
        and train.segment = validation.segment
        and train.threshold = validation.threshold
    where
        questions.is_set
        and questions.train_outcomes >= {{ min_conversions }}
        and questions.validation_outcomes >= {{ min_conversions }}
),

-- With a target: as many leads as it allows. Without: as much of the figure as there is.
ranked as (
    select
        *,
        row_number() over (
            partition by model_id, segment, method
            order by
                case
                    when method in ('target_close_rate', 'weekly_capacity') then flagged_leads
                    else figure
                end desc,
                threshold desc
        ) as choice
    from candidates
    where
        flagged_leads > 0
        and case method
            when 'target_close_rate' then figure >= target
            when 'weekly_capacity' then figure <= target
            else figure > 0
        end
),

choices as (
    select * from ranked
    where choice = 1
),

beside as (
    select
        choices.model_id,
        choices.segment,
        choices.method,
        validation.threshold - choices.threshold as shift,
        validation.precision,
        validation.flagged_per_week
    from choices
    inner join validation
        on choices.model_id = validation.model_id
        and choices.segment = validation.segment
),

stress_test as (
    select
        {%- for name, shift in shifts.items() %}
        max(case when shift = {{ shift }} then flagged_per_week end) as flagged_per_week_{{ name }},
        max(case when shift = {{ shift }} then precision end) as precision_{{ name }},
        {%- endfor %}
        model_id,
        segment,
        method
    from beside
    group by model_id, segment, method
),

answers as (
    select
        questions.*,
        choices.threshold as tried_bar,
        coalesce(choices.train_volume, choices.figure) as train_figure,
        validation.first_created_on,
        validation.last_created_on,
        {%- for figure in figures %}
        validation.{{ figure }},
        {%- endfor %}
        current_one.precision as current_precision,
        current_one.precision_low as current_precision_low,
        current_one.precision_high as current_precision_high,
        current_one.recall as current_recall,
        current_one.flagged_per_week as current_flagged_per_week,
        {%- for name in shifts %}
        stress_test.flagged_per_week_{{ name }},
        stress_test.precision_{{ name }},
        {%- endfor %}
        case questions.method
            when 'best_f1' then validation.f1
            when 'youden_j' then validation.youden_j
            when 'target_close_rate' then validation.precision
            when 'weekly_capacity' then validation.flagged_per_week
            when 'expected_value' then validation.expected_value_per_week
        end as validation_figure,
        choices.is_better_on_train,
        coalesce(
            validation.precision_low > 1.0 * validation.conversions / validation.leads, false
        ) as is_better_on_validation
    from questions
    left join choices
        on questions.model_id = choices.model_id
        and questions.segment = choices.segment
        and questions.method = choices.method
    left join validation
        on choices.model_id = validation.model_id
        and choices.segment = validation.segment
        and choices.threshold = validation.threshold
    left join validation as current_one
        on questions.model_id = current_one.model_id
        and questions.segment = current_one.segment
        and questions.current_threshold = current_one.threshold
    left join stress_test
        on questions.model_id = stress_test.model_id
        and questions.segment = stress_test.segment
        and questions.method = stress_test.method
),

-- Chosen among a hundred on train, it may be better there by luck; on validation alone, with a
-- method for every wish, too. So it has to be on both.
judged as (
    select
        *,
        case when tried_bar is not null then is_better_on_train and is_better_on_validation end
            as is_better_than_chance,
        case
            when not is_set then 'not set'
            when
                train_outcomes < {{ min_conversions }}
                or validation_outcomes < {{ min_conversions }}
                then 'not enough outcomes'
            when tried_bar is null then 'out of reach'
            when is_better_on_train and is_better_on_validation then 'recommended'
            else 'not better than chance'
        end as status,
        case when is_better_on_train and is_better_on_validation then tried_bar end
            as recommended_bar
    from answers
),

-- What each part of the sentence says, whether or not it is used.
phrases as (
    select
        *,
        case method
            when 'best_f1' then 'The best balance of precision and recall (F1)'
            when 'youden_j' then 'The best parting of buyers from others (Youden J)'
            when 'target_close_rate'
                then
                    'The most leads at a close rate of at least '
                    || {{ lead_scoring.number_text('100 * target') }} || ' %'
            when 'weekly_capacity'
                then
                    'The most leads within '
                    || {{ lead_scoring.number_text('target') }} || ' a week, counted on those'
                    || ' created from ' || cast(first_created_on as {{ dbt.type_string() }})
                    || ' to ' || cast(last_created_on as {{ dbt.type_string() }})
            when 'expected_value' then 'The most expected value'
        end as goal,
        case method
            when 'weekly_capacity'
                then 'the stage mql has no weekly_capacity in lead_scoring_stages'
            else
                'set the vars lead_scoring__won_lead_value and lead_scoring__touch_cost'
        end as what_is_missing,
        case method
            when 'best_f1' then 'on the older leads no bar flags a lead that then converts'
            when 'youden_j'
                then 'on the older leads no bar parts buyers from others better than chance'
            when 'target_close_rate'
                then
                    'on the older leads no bar has a close rate of '
                    || {{ lead_scoring.number_text('100 * target') }} || ' %'
            when 'weekly_capacity'
                then
                    'of the newest leads every bar that flags anyone flags more than '
                    || {{ lead_scoring.number_text('target') }} || ' a week'
            when 'expected_value' then 'on the older leads no bar is worth its touches'
        end as what_is_out_of_reach,
        case
            when tried_bar > current_bar
                then
                    ', ' || {{ lead_scoring.number_text('tried_bar - current_bar') }}
                    || ' above the bar of today'
            when tried_bar < current_bar
                then
                    ', ' || {{ lead_scoring.number_text('current_bar - tried_bar') }}
                    || ' below the bar of today'
            when tried_bar = current_bar then ', the bar of today'
            else ''
        end as compared_with_today,
        case
            when flagged_leads = 0 then 'It would have flagged none of the newest leads.'
            else
                'Of the newest leads it would have flagged '
                || cast(flagged_leads as {{ dbt.type_string() }}) || ', '
                || cast(cast(flagged_per_week as numeric(18, 1)) as {{ dbt.type_string() }})
                || ' a week; ' || cast(flagged_conversions as {{ dbt.type_string() }})
                || ' converted, ' || {{ lead_scoring.percent_text('precision') }} || ' ('
                || {{ lead_scoring.percent_text('precision_low') }} || ' to '
                || {{ lead_scoring.percent_text('precision_high') }} || ').'
                || case
                    when is_better_than_chance then ''
                    when is_better_on_validation
                        then ' But on the older leads it was not clearly better than any lead.'
                    else
                        ' Of all of them '
                        || {{ lead_scoring.percent_text('1.0 * conversions / leads') }}
                        || ' did: that is not clearly better than taking any lead.'
                end
        end as what_happened
    from judged
),

final as (
    select
        model_id,
        segment,
        method,
        {{ lead_scoring.day_of(['lead_scoring__threshold_backtest']) }} as as_of_date,
        status,
        target,
        recommended_bar,
        tried_bar,
        cast(train_outcomes as bigint) as train_outcomes,
        cast(validation_outcomes as bigint) as validation_outcomes,
        train_figure,
        validation_figure,
        {%- for figure in figures %}
        {{ figure }},
        {%- endfor %}
        is_better_than_chance,
        current_precision,
        current_precision_low,
        current_precision_high,
        current_recall,
        current_flagged_per_week,
        {%- for name in shifts %}
        flagged_per_week_{{ name }},
        precision_{{ name }},
        {%- endfor %}
        {{ lead_scoring.round_points('current_bar') }} as current_bar,
        {{ lead_scoring.round_points('recommended_bar - current_bar') }} as bar_change,
        cast(
            {{ lead_scoring.wilson_bound('flagged_conversions', 'conversions', 'low') }}
            as {{ lead_scoring.type_ratio() }}
        ) as recall_low,
        cast(
            {{ lead_scoring.wilson_bound('flagged_conversions', 'conversions', 'high') }}
            as {{ lead_scoring.type_ratio() }}
        ) as recall_high,
        case status
            when 'not set' then 'No bar: ' || what_is_missing || '.'
            when 'not enough outcomes'
                then
                    'No bar: ' || cast(train_outcomes as {{ dbt.type_string() }})
                    || ' of the older leads converted and '
                    || cast(validation_outcomes as {{ dbt.type_string() }})
                    || ' of the newest; at least {{ min_conversions }} of each are needed.'
            when 'out of reach'
                then 'No bar: ' || what_is_out_of_reach || '.'
            when 'not better than chance'
                then
                    'No bar: the one that was tried is not shown to be better than chance. '
                    || goal || ': ' || cast(tried_bar as {{ dbt.type_string() }})
                    || compared_with_today || '. ' || what_happened
            else
                goal || ': a bar of ' || cast(recommended_bar as {{ dbt.type_string() }})
                || compared_with_today || '. ' || what_happened
        end as recommendation
    from phrases
)

select * from final
