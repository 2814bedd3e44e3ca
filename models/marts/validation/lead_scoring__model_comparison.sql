-- Would a challenger rank better than the live scoring model, and whom would its list of MQLs swap:
-- live model × challenger × sample, on the leads and cutoffs that both score.
{%- set z = 1.959963984540054 %}
{%- set sides = ['live', 'challenger'] %}
{%- set lists = {
    'both': 'is_live_mql and is_challenger_mql',
    'only_live': 'is_live_mql and not is_challenger_mql',
    'only_challenger': 'is_challenger_mql and not is_live_mql',
} %}

with pairs as (
    {{ lead_scoring.challenger_pairs() }}
),

scores as (
    select * from {{ ref('int_lead_scoring__sampled_scores') }}
    where sample is not null
),

stages as (
    select * from {{ ref('int_lead_scoring__stages') }}
    where stage = 'mql'
),

bars as (
    select
        pairs.live_model_id,
        pairs.challenger_model_id,
        {{ lead_scoring.round_points('live.enter_score') }} as live_bar,
        {{ lead_scoring.round_points('challengers.enter_score') }} as challenger_bar
    from pairs
    left join stages as live on pairs.live_model_id = live.model_id
    left join stages as challengers on pairs.challenger_model_id = challengers.model_id
),

common_scores as (
    select
        bars.live_model_id,
        bars.challenger_model_id,
        live.lead_id,
        live.cutoff_date,
        {# Newest leads only where neither model has learnt from them. #}
        case when live.sample = challengers.sample then live.sample else 'train' end as sample,
        live.is_converted,
        live.total_score as live_score,
        challengers.total_score as challenger_score,
        live.total_score >= bars.live_bar as is_live_mql,
        challengers.total_score >= bars.challenger_bar as is_challenger_mql
    from bars
    inner join scores as live on bars.live_model_id = live.model_id
    inner join scores as challengers
        on bars.challenger_model_id = challengers.model_id
        and live.lead_id = challengers.lead_id
        and live.cutoff_date = challengers.cutoff_date
),

-- Points of another scale shift the level of all scores, and a bar that stays lets through many
-- more or hardly any. The whole number at which the challenger lets through as many of the older
-- leads as the live model does; of equals the higher one.
live_volumes as (
    select
        live_model_id,
        challenger_model_id,
        count(*) as flagged_leads
    from common_scores
    where sample = 'train' and is_live_mql
    group by live_model_id, challenger_model_id
),

challenger_steps as (
    select
        live_model_id,
        challenger_model_id,
        floor(challenger_score) as bar,
        count(*) as leads
    from common_scores
    where sample = 'train'
    group by live_model_id, challenger_model_id, floor(challenger_score)
),

challenger_volumes as (
    select
        *,
        sum(leads) over (
            partition by live_model_id, challenger_model_id
            order by bar desc
            rows between unbounded preceding and current row
        ) as flagged_leads
    from challenger_steps
),

nearest_volumes as (
    select
        challengers.live_model_id,
        challengers.challenger_model_id,
        challengers.bar,
        row_number() over (
            partition by challengers.live_model_id, challengers.challenger_model_id
            order by abs(challengers.flagged_leads - live.flagged_leads) asc, challengers.bar desc
        ) as place
    from challenger_volumes as challengers
    inner join live_volumes as live
        on challengers.live_model_id = live.live_model_id
        and challengers.challenger_model_id = live.challenger_model_id
),

equal_volumes as (
    select * from nearest_volumes
    where place = 1
),

scores_of_sides as (
    {%- for side in sides %}
    select
        live_model_id,
        challenger_model_id,
        sample,
        '{{ side }}' as side,
        {{ side }}_score as score,
        is_converted
    from common_scores
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ lead_scoring.score_ladder(
    'scores_of_sides', by=['live_model_id', 'challenger_model_id', 'sample', 'side']
) }},

aucs as (
    select
        live_model_id,
        challenger_model_id,
        sample,
        side,
        {{ lead_scoring.auc('conversions', 'other_leads', 'conversions_above') }} as auc
    from score_ladder
    group by live_model_id, challenger_model_id, sample, side
),

aucs_of_pairs as (
    select
        {%- for side in sides %}
        max(case when side = '{{ side }}' then auc end) as {{ side }}_auc,
        {%- endfor %}
        live_model_id,
        challenger_model_id,
        sample
    from aucs
    group by live_model_id, challenger_model_id, sample
),

-- Both models judge the same leads: their luck is common, and only what parts them varies.
deviations as (
    select
        {%- for outcome in ['conversion', 'other'] %}
        (challengers.{{ outcome }}_placement - aucs.challenger_auc)
        - (live.{{ outcome }}_placement - aucs.live_auc) as {{ outcome }}_deviation,
        {%- endfor %}
        scores.challenger_score >= equal_volumes.bar as is_flagged_at_equal_volume,
        scores.*
    from common_scores as scores
    inner join aucs_of_pairs as aucs
        on scores.live_model_id = aucs.live_model_id
        and scores.challenger_model_id = aucs.challenger_model_id
        and scores.sample = aucs.sample
    {%- for side, relation in [('live', 'live'), ('challenger', 'challengers')] %}
    inner join score_ladder as {{ relation }}
        on {{ relation }}.side = '{{ side }}'
        and scores.live_model_id = {{ relation }}.live_model_id
        and scores.challenger_model_id = {{ relation }}.challenger_model_id
        and scores.sample = {{ relation }}.sample
        and scores.{{ side }}_score = {{ relation }}.score
    {%- endfor %}
    left join equal_volumes
        on scores.live_model_id = equal_volumes.live_model_id
        and scores.challenger_model_id = equal_volumes.challenger_model_id
),

leads as (
    select
        {%- for name, condition in lists.items() %}
        sum(case when {{ condition }} then 1 else 0 end) as flagged_{{ name }},
        sum(case when {{ condition }} and is_converted then 1 else 0 end) as conversions_{{ name }},
        {%- endfor %}
        sum(case when is_flagged_at_equal_volume then 1 else 0 end) as flagged_at_equal_volume,
        sum(case when is_flagged_at_equal_volume and is_converted then 1 else 0 end)
            as conversions_at_equal_volume,
        live_model_id,
        challenger_model_id,
        sample,
        lead_id,
        count(*) as scorings,
        sum(case when is_converted then 1 else 0 end) as conversions,
        sum(case when is_converted then conversion_deviation end) as conversion_deviation,
        sum(case when not is_converted then other_deviation end) as other_deviation,
        min(cutoff_date) as first_cutoff_date,
        max(cutoff_date) as last_cutoff_date
    from deviations
    group by live_model_id, challenger_model_id, sample, lead_id
),

populations as (
    select
        {%- for name in lists %}
        sum(flagged_{{ name }}) as flagged_{{ name }},
        sum(conversions_{{ name }}) as conversions_{{ name }},
        {%- endfor %}
        sum(flagged_at_equal_volume) as flagged_at_equal_volume,
        sum(conversions_at_equal_volume) as conversions_at_equal_volume,
        live_model_id,
        challenger_model_id,
        sample,
        min(first_cutoff_date) as first_cutoff_date,
        max(last_cutoff_date) as last_cutoff_date,
        sum(scorings) as leads,
        count(*) as distinct_leads,
        sum(conversions) as conversions,
        {{ lead_scoring.auc_variance(
            'conversion_deviation', 'other_deviation', 'conversions', 'scorings - conversions'
        ) }} as variance
    from leads
    group by live_model_id, challenger_model_id, sample
),

samples as (
    {{ lead_scoring.samples() }}
),

-- Where the two put all leads in the same order there is nothing to vary, which is no certainty.
differences as (
    select
        bars.*,
        samples.sample,
        populations.first_cutoff_date,
        populations.last_cutoff_date,
        coalesce(populations.leads, 0) as leads,
        coalesce(populations.distinct_leads, 0) as distinct_leads,
        coalesce(populations.conversions, 0) as conversions,
        {%- for name in lists %}
        case
            when live_bar is not null and challenger_bar is not null
                then coalesce(populations.flagged_{{ name }}, 0)
        end as flagged_{{ name }},
        case
            when live_bar is not null and challenger_bar is not null
                then coalesce(populations.conversions_{{ name }}, 0)
        end as conversions_{{ name }},
        {%- endfor %}
        equal_volumes.bar as equal_volume_bar,
        {%- for name in ['flagged', 'conversions'] %}
        case
            when equal_volumes.bar is not null
                then coalesce(populations.{{ name }}_at_equal_volume, 0)
        end as {{ name }}_at_equal_volume,
        {%- endfor %}
        aucs.live_auc,
        aucs.challenger_auc,
        aucs.challenger_auc - aucs.live_auc as auc_difference,
        case
            when populations.variance > 1e-12 then sqrt(greatest(populations.variance, 0))
        end as auc_error
    from bars
    cross join samples
    left join populations
        on bars.live_model_id = populations.live_model_id
        and bars.challenger_model_id = populations.challenger_model_id
        and samples.sample = populations.sample
    left join aucs_of_pairs as aucs
        on bars.live_model_id = aucs.live_model_id
        and bars.challenger_model_id = aucs.challenger_model_id
        and samples.sample = aucs.sample
    left join equal_volumes
        on bars.live_model_id = equal_volumes.live_model_id
        and bars.challenger_model_id = equal_volumes.challenger_model_id
),

final as (
    select
        live_model_id,
        challenger_model_id,
        sample,
        {{ lead_scoring.day_of(['int_lead_scoring__sampled_scores']) }} as as_of_date,
        first_cutoff_date,
        last_cutoff_date,
        cast(leads as bigint) as leads,
        cast(distinct_leads as bigint) as distinct_leads,
        cast(conversions as bigint) as conversions,
        cast(live_auc as {{ lead_scoring.type_ratio() }}) as live_auc,
        cast(challenger_auc as {{ lead_scoring.type_ratio() }}) as challenger_auc,
        cast(auc_difference as {{ lead_scoring.type_ratio() }}) as auc_difference,
        cast(
            case
                when auc_error is not null then greatest(auc_difference - {{ z }} * auc_error, -1)
            end as {{ lead_scoring.type_ratio() }}
        ) as auc_difference_low,
        cast(
            case
                when auc_error is not null then least(auc_difference + {{ z }} * auc_error, 1)
            end as {{ lead_scoring.type_ratio() }}
        ) as auc_difference_high,
        case
            when auc_error is null then 'undecided'
            when auc_difference - {{ z }} * auc_error > 0 then 'challenger'
            when auc_difference + {{ z }} * auc_error < 0 then 'live'
            else 'undecided'
        end as better_ranking,
        live_bar,
        challenger_bar,
        cast(equal_volume_bar as integer) as equal_volume_bar,
        cast(flagged_at_equal_volume as bigint) as flagged_at_equal_volume,
        cast(conversions_at_equal_volume as bigint) as conversions_at_equal_volume,
        {%- for name in lists %}
        cast(flagged_{{ name }} as bigint) as flagged_{{ name }},
        cast(conversions_{{ name }} as bigint) as conversions_{{ name }},
        {{ lead_scoring.ratio('conversions_' ~ name, 'flagged_' ~ name) }}
            as conversion_rate_{{ name }},
        {%- for side in ['low', 'high'] %}
        cast(
            {{ lead_scoring.wilson_bound('conversions_' ~ name, 'flagged_' ~ name, side) }}
            as {{ lead_scoring.type_ratio() }}
        ) as conversion_rate_{{ name }}_{{ side }},
        {%- endfor %}
        {%- endfor %}
        {{ lead_scoring.ratio(
            'flagged_both', '(flagged_both + flagged_only_live + flagged_only_challenger)'
        ) }} as list_overlap,
        {{ lead_scoring.ratio('flagged_only_live', '(flagged_both + flagged_only_live)') }}
            as list_churn
    from differences
)

select * from final
