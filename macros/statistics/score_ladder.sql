{#- All that can be said about a ranking follows from the counts at each distinct score. `scores` is
    a relation or CTE of (score, is_converted) and the columns in `by`, each of whose values is a
    ranking of its own. The macro gives a list of CTEs, to stand in the caller's with clause, of
    which the last, `score_ladder`, has one row a ranking × score: how many leads have it, how many
    reach it, and its two placements, the shares of the other outcome that it puts on the right
    side, ties half. -#}
{% macro score_ladder(scores, by) -%}
{%- set ranking = by | join(', ') -%}
{%- set double = lead_scoring.type_double() -%}
score_steps as (
    select
        {{ ranking }},
        score,
        count(*) as leads,
        sum(case when is_converted then 1 else 0 end) as conversions,
        sum(case when is_converted then 0 else 1 end) as other_leads
    from {{ scores }}
    group by {{ ranking }}, score
),

running_steps as (
    select
        *,
        sum(leads) over (
            partition by {{ ranking }}
            order by score desc
            rows between unbounded preceding and current row
        ) as leads_reached,
        sum(conversions) over (
            partition by {{ ranking }}
            order by score desc
            rows between unbounded preceding and current row
        ) as conversions_reached,
        sum(leads) over (partition by {{ ranking }}) as all_leads,
        sum(conversions) over (partition by {{ ranking }}) as all_conversions
    from score_steps
),

shares_of_steps as (
    select
        *,
        conversions_reached - conversions as conversions_above,
        cast(conversions_reached as {{ double }}) / nullif(all_conversions, 0)
            as conversions_reached_share,
        cast(leads_reached - conversions_reached as {{ double }})
        / nullif(all_leads - all_conversions, 0) as others_reached_share,
        cast(conversions as {{ double }}) / nullif(all_conversions, 0) as conversions_share,
        cast(other_leads as {{ double }}) / nullif(all_leads - all_conversions, 0)
            as others_share
    from running_steps
),

score_ladder as (
    select
        *,
        1 - others_reached_share + others_share / 2 as conversion_placement,
        conversions_reached_share - conversions_share / 2 as other_placement
    from shares_of_steps
)
{%- endmacro %}
