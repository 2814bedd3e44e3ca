{#- The point of the standard normal distribution with `tail` of it above, for tails of at most
    0.025; Acklam's approximation, good to 9 digits. -#}
{% macro z_of_tail(tail) -%}
    {%- set double = lead_scoring.type_double() -%}
    {# In double precision throughout, since q is. #}
    {%- set q = 'sqrt(-2 * ln(cast(' ~ tail ~ ' as ' ~ double ~ ')))' -%}
    {%- set c = [
        -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
        4.374664141464968, 2.938163982698783,
    ] -%}
    {%- set d = [
        0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
    ] -%}
    -({{ lead_scoring._polynomial(c, q) }}) / ({{ lead_scoring._polynomial(d, q) }})
{%- endmacro %}

{#- A polynomial by Horner's rule, the highest power first. -#}
{% macro _polynomial(coefficients, x) -%}
    {%- set made = namespace(sum='0') -%}
    {%- for coefficient in coefficients -%}
        {%- set made.sum = '(' ~ made.sum ~ ' * ' ~ x ~ ' + ' ~ coefficient ~ ')' -%}
    {%- endfor -%}
    {{ made.sum }}
{%- endmacro %}
