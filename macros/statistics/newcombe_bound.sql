{#- The lower or upper end of Newcombe's 95 % interval of the difference of two shares, made of
    their Wilson intervals; null where one has no trials. -#}
{% macro newcombe_bound(share, trials, other_share, other_trials, side) -%}
    {%- set other_side = 'high' if side == 'low' else 'low' -%}
    {%- set bound = lead_scoring.wilson_bound(share ~ ' * ' ~ trials, trials, side) -%}
    {%- set other_bound = lead_scoring.wilson_bound(
        other_share ~ ' * ' ~ other_trials, other_trials, other_side
    ) -%}
    {{ share }} - {{ other_share }} {{ '-' if side == 'low' else '+' }} sqrt(
        power({{ share }} - ({{ bound }}), 2) + power({{ other_share }} - ({{ other_bound }}), 2)
    )
{%- endmacro %}
