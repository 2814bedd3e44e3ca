-- Which rules earn their points: model × rule × sample. How leads that a rule gave points to at
-- past cutoffs did, beside those that it gave none, and what that proves. One rule at a time:
-- rules that overlap all get the credit.
{%- set min_conversions = lead_scoring.setting('min_conversions') %}
{%- set z = 1.959963984540054 %}
{%- set double = lead_scoring.type_double() %}
{# So many conversions as expected are added to what was seen and to what was expected: a rate of
   few leads is pulled towards that of all. #}
{%- set prior_conversions = 5 %}
{%- set half = 'cast(0.5 as ' ~ double ~ ')' %}

with scores as (
    select
        lead_id,
        model_id,
        cutoff_date,
        sample,
        case when is_converted then 1 else 0 end as conversions
    from {{ ref('int_lead_scoring__sampled_scores') }}
    where sample is not null
),

rules as (
    select
        rules.*,
        wording.description
    from {{ ref('int_lead_scoring__rules') }} as rules
    inner join {{ ref('int_lead_scoring__rule_wording') }} as wording
        on rules.model_id = wording.model_id
        and rules.rule_id = wording.rule_id
    where dimension in ('fit', 'engagement')
),

cutoff_matches as (
    {{ lead_scoring.cutoff_matches() }}
),

matches as (
    select
        scores.*,
        cutoff_matches.rule_id,
        cutoff_matches.points
    from scores
    inner join cutoff_matches
        on scores.lead_id = cutoff_matches.lead_id
        and scores.model_id = cutoff_matches.model_id
        and scores.cutoff_date = cutoff_matches.cutoff_date
),

-- A lead is scored at several cutoffs, which are no independent witnesses: it is counted as one.
leads as (
    select
        model_id,
        sample,
        lead_id,
        count(*) as scorings,
        sum(conversions) as conversions
    from scores
    group by model_id, sample, lead_id
),

matched_leads as (
    select
        matches.model_id,
        matches.sample,
        matches.rule_id,
        matches.lead_id,
        leads.scorings,
        leads.conversions,
        count(*) as matched_scorings,
        sum(matches.conversions) as matched_conversions,
        sum(matches.points) as points_given,
        sum(abs(matches.points)) as points_moved
    from matches
    inner join leads
        on matches.model_id = leads.model_id
        and matches.sample = leads.sample
        and matches.lead_id = leads.lead_id
    group by
        matches.model_id, matches.sample, matches.rule_id, matches.lead_id,
        leads.scorings, leads.conversions
),

populations as (
    select
        model_id,
        sample,
        sum(scorings) as leads,
        sum(conversions) as conversions,
        sum(case when conversions > 0 then 1 else 0 end) as converted_leads,
        sum(scorings * scorings) as squares,
        sum(scorings * conversions) as products,
        sum(conversions * conversions) as conversion_squares
    from leads
    group by model_id, sample
),

matched as (
    select
        model_id,
        sample,
        rule_id,
        sum(matched_scorings) as leads,
        sum(matched_conversions) as conversions,
        sum(points_given) as points_given,
        sum(points_moved) as points_moved,
        sum(matched_scorings * matched_scorings) as squares,
        sum(matched_scorings * matched_conversions) as products,
        sum(matched_conversions * matched_conversions) as conversion_squares,
        {# What these leads add to the sums of the others, less what they add to those of all. #}
        sum(
            (scorings - matched_scorings) * (scorings - matched_scorings) - scorings * scorings
        ) as squares_change,
        sum(
            (scorings - matched_scorings) * (conversions - matched_conversions)
            - scorings * conversions
        ) as products_change,
        sum(
            (conversions - matched_conversions) * (conversions - matched_conversions)
            - conversions * conversions
        ) as conversion_squares_change
    from matched_leads
    group by model_id, sample, rule_id
),

samples as (
    {{ lead_scoring.samples() }}
),

counts as (
    select
        rules.model_id,
        rules.rule_id,
        samples.sample,
        rules.dimension,
        rules.rule_group,
        rules.description,
        rules.points,
        coalesce(populations.converted_leads, 0) >= {{ min_conversions }} as has_enough_outcomes,
        coalesce(populations.leads, 0) as leads,
        coalesce(populations.conversions, 0) as conversions,
        coalesce(matched.leads, 0) as matched_leads,
        coalesce(matched.conversions, 0) as matched_conversions,
        coalesce(populations.leads, 0) - coalesce(matched.leads, 0) as other_leads,
        coalesce(populations.conversions, 0) - coalesce(matched.conversions, 0)
            as other_conversions,
        coalesce(matched.points_given, 0) as points_given,
        coalesce(matched.points_moved, 0) as points_moved,
        matched.squares as matched_squares,
        matched.products as matched_products,
        matched.conversion_squares as matched_conversion_squares,
        populations.squares + coalesce(matched.squares_change, 0) as other_squares,
        populations.products + coalesce(matched.products_change, 0) as other_products,
        populations.conversion_squares + coalesce(matched.conversion_squares_change, 0)
            as other_conversion_squares
    from rules
    cross join samples
    left join populations
        on rules.model_id = populations.model_id
        and samples.sample = populations.sample
    left join matched
        on rules.model_id = matched.model_id
        and rules.rule_id = matched.rule_id
        and samples.sample = matched.sample
),

rates as (
    select
        *,
        cast(conversions as {{ double }}) / nullif(leads, 0) as rate,
        cast(matched_conversions as {{ double }}) / nullif(matched_leads, 0) as matched_rate,
        cast(other_conversions as {{ double }}) / nullif(other_leads, 0) as other_rate,
        {{ lead_scoring.effective_trials(
            'matched_conversions', 'matched_leads', 'matched_squares', 'matched_products',
            'matched_conversion_squares'
        ) }} as matched_effective,
        {{ lead_scoring.effective_trials(
            'other_conversions', 'other_leads', 'other_squares', 'other_products',
            'other_conversion_squares'
        ) }} as other_effective,
        sum(case when matched_leads > 0 and other_leads > 0 then 1 else 0 end) over (
            partition by model_id, sample
        ) as rules_tried
    from counts
),

-- The table of matched or not by converted or not, in leads that count as independent.
expected as (
    select
        *,
        matched_rate * matched_effective as seen,
        (matched_rate * matched_effective + other_rate * other_effective)
        / nullif(matched_effective + other_effective, 0) as pooled_rate
    from rates
),

-- Yates: half a lead nearer to what is expected.
shifted as (
    select
        *,
        sign(seen - matched_effective * pooled_rate)
        * greatest(abs(seen - matched_effective * pooled_rate) - 0.5, 0) as excess
    from expected
),

tested as (
    select
        *,
        sign(matched_rate - other_rate) * sqrt(
            greatest(
                2 * (
                    {{ lead_scoring.likelihood_term('matched_effective * pooled_rate', 'excess') }}
                    + {{ lead_scoring.likelihood_term(
                        'matched_effective * (1 - pooled_rate)', '-excess'
                    ) }}
                    + {{ lead_scoring.likelihood_term('other_effective * pooled_rate', '-excess') }}
                    + {{ lead_scoring.likelihood_term(
                        'other_effective * (1 - pooled_rate)', 'excess'
                    ) }}
                ),
                0
            )
        ) as z_score,
        {# Bonferroni: one chance in twenty that any of the rules tried looks strong by luck. #}
        case
            when rules_tried > 0
                then {{ lead_scoring.z_of_tail('0.025 / nullif(rules_tried, 0)') }}
        end as z_score_needed,
        {{ lead_scoring.newcombe_bound(
            'matched_rate', 'matched_effective', 'other_rate', 'other_effective', 'low'
        ) }} as rate_difference_low,
        {{ lead_scoring.newcombe_bound(
            'matched_rate', 'matched_effective', 'other_rate', 'other_effective', 'high'
        ) }} as rate_difference_high,
        {# Half a lead in every cell, so that no logarithm is without end. #}
        ln(
            (matched_conversions + {{ half }}) / (matched_leads - matched_conversions + {{ half }})
            / (other_conversions + {{ half }}) * (other_leads - other_conversions + {{ half }})
        ) as log_odds_ratio,
        (matched_conversions + {{ half }}) / (conversions + 1) as matched_conversions_share,
        (matched_leads - matched_conversions + {{ half }}) / (leads - conversions + 1)
            as matched_others_share,
        ln(
            (matched_rate * matched_effective + {{ prior_conversions }})
            / (rate * matched_effective + {{ prior_conversions }})
        ) as log_ratio
    from shifted
),

judged as (
    select
        *,
        points_moved / nullif(sum(points_moved) over (partition by model_id, sample), 0)
            as share_of_score,
        case
            when not has_enough_outcomes or z_score is null then 'none'
            when rate_difference_low <= 0 and rate_difference_high >= 0 then 'none'
            when abs(z_score) >= z_score_needed then 'strong'
            when abs(z_score) >= {{ z }} then 'weak'
            else 'none'
        end as evidence,
        {# As many points are given in all as today, up and down together. #}
        cast(sum(points_moved) over (partition by model_id, sample) as {{ double }})
        / nullif(sum(matched_leads * abs(log_ratio)) over (partition by model_id, sample), 0)
        * log_ratio as suggested_points_of_match
    from tested
),

final as (
    select
        model_id,
        rule_id,
        sample,
        {{ lead_scoring.day_of(['int_lead_scoring__sampled_scores']) }} as as_of_date,
        dimension,
        rule_group,
        description,
        cast(points as {{ lead_scoring.type_points() }}) as points,
        cast(leads as bigint) as leads,
        cast(conversions as bigint) as conversions,
        cast(matched_leads as bigint) as matched_leads,
        cast(matched_conversions as bigint) as matched_conversions,
        cast(other_leads as bigint) as other_leads,
        cast(other_conversions as bigint) as other_conversions,
        {{ lead_scoring.ratio('matched_leads', 'leads') }} as matched_share,
        cast(matched_rate as {{ lead_scoring.type_ratio() }}) as matched_conversion_rate,
        cast(other_rate as {{ lead_scoring.type_ratio() }}) as other_conversion_rate,
        {{ lead_scoring.ratio(
            '1.0 * matched_conversions * leads', '(1.0 * matched_leads * conversions)'
        ) }} as lift,
        cast(matched_rate - other_rate as {{ lead_scoring.type_ratio() }}) as rate_difference,
        cast(rate_difference_low as {{ lead_scoring.type_ratio() }}) as rate_difference_low,
        cast(rate_difference_high as {{ lead_scoring.type_ratio() }}) as rate_difference_high,
        cast(matched_effective as {{ lead_scoring.type_ratio() }}) as matched_effective_leads,
        cast(other_effective as {{ lead_scoring.type_ratio() }}) as other_effective_leads,
        cast(z_score as {{ lead_scoring.type_ratio() }}) as z_score,
        cast(z_score_needed as {{ lead_scoring.type_ratio() }}) as z_score_needed,
        evidence,
        evidence <> 'none' and points * (matched_rate - other_rate) < 0 as is_sign_conflict,
        cast(log_odds_ratio as {{ lead_scoring.type_ratio() }}) as log_odds_ratio,
        cast(
            (matched_conversions_share - matched_others_share)
            * ln(matched_conversions_share / matched_others_share)
            + (matched_others_share - matched_conversions_share)
            * ln((1 - matched_conversions_share) / (1 - matched_others_share))
            as {{ lead_scoring.type_ratio() }}
        ) as information_value,
        {{ lead_scoring.ratio('points_given', 'matched_leads') }} as average_points,
        cast(share_of_score as {{ lead_scoring.type_ratio() }}) as share_of_score,
        cast(
            case
                when not has_enough_outcomes then null
                when points = 0 then suggested_points_of_match
                {# What a match is worth, by how many times the points it is given on average. #}
                else suggested_points_of_match * points * matched_leads / nullif(points_given, 0)
            end as numeric(18, 1)
        ) as suggested_points
    from judged
)

select * from final
