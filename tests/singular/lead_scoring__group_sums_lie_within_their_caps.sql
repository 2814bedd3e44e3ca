-- The entries of a rule group add up to something within the group's caps, its group_cap entry
-- included.
with sums as (
    select
        lead_id,
        model_id,
        dimension,
        rule_group,
        sum(points) as points
    from {{ ref('lead_scoring__score_ledger') }}
    where rule_group is not null
    group by lead_id, model_id, dimension, rule_group
),

caps as (
    select
        models.model_id,
        rule_groups.dimension,
        rule_groups.rule_group,
        {{ lead_scoring.round_points('rule_groups.min_points') }} as min_points,
        {{ lead_scoring.round_points('rule_groups.max_points') }} as max_points
    from {{ ref('stg_lead_scoring__rule_groups') }} as rule_groups
    inner join {{ ref('int_lead_scoring__models') }} as models
        on rule_groups.model_id is null
        or rule_groups.model_id = models.model_id
)

select
    sums.*,
    caps.min_points,
    caps.max_points
from sums
inner join caps
    on sums.model_id = caps.model_id
    and sums.dimension = caps.dimension
    and sums.rule_group = caps.rule_group
where sums.points < caps.min_points or sums.points > caps.max_points
