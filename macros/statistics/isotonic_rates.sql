{#- Isotonic regression (pool adjacent violators) in one formula: at slice k the highest, over all
    starts up to k, of the lowest rate of a stretch from there to k or beyond. `slices` is a
    relation or CTE of (model_id, slice, weight, weighted_conversions), slices numbered upwards. The
    macro gives a list of CTEs, to stand in the caller's with clause, of which the last,
    `isotonic_rates`, has the rate of each slice, never lower than that of the slice before. -#}
{% macro isotonic_rates(slices) -%}
_ls_isotonic_stretches as (
    select
        first_ones.model_id,
        first_ones.slice as first_slice,
        last_ones.slice as last_slice,
        sum(between_ones.weighted_conversions) / sum(between_ones.weight) as rate
    from {{ slices }} as first_ones
    inner join {{ slices }} as last_ones
        on first_ones.model_id = last_ones.model_id
        and first_ones.slice <= last_ones.slice
    inner join {{ slices }} as between_ones
        on first_ones.model_id = between_ones.model_id
        and between_ones.slice between first_ones.slice and last_ones.slice
    group by first_ones.model_id, first_ones.slice, last_ones.slice
),

_ls_isotonic_lows as (
    select
        model_id,
        first_slice,
        last_slice as slice,
        min(rate) over (
            partition by model_id, first_slice
            order by last_slice desc
            rows between unbounded preceding and current row
        ) as rate
    from _ls_isotonic_stretches
),

isotonic_rates as (
    select
        model_id,
        slice,
        max(rate) as rate
    from _ls_isotonic_lows
    group by model_id, slice
)
{%- endmacro %}
