{#- A query of the whole numbers 0, 1, … below 10 to the power of `digits`, in the column `n`.
    Made of cross joins because engines disagree about series functions. -#}
{% macro numbers(digits) -%}
    {{ return(adapter.dispatch('numbers', 'lead_scoring')(digits)) }}
{%- endmacro %}

{% macro default__numbers(digits) -%}
    {%- set sql -%}
    select
        {% for place in range(digits) -%}
        {{ 10 ** place }} * d{{ place }}.n{{ ' + ' if not loop.last }}
        {%- endfor %} as n
    from
        {% for place in range(digits) -%}
        {% if not loop.first %}cross join {% endif -%}
        (
            {% for digit in range(10) -%}
            select {{ digit }} as n{{ ' union all ' if not loop.last }}
            {%- endfor %}
        ) as d{{ place }}
        {% endfor %}
    {%- endset -%}
    {{ lead_scoring.on_one_line(sql) }}
{%- endmacro %}

{#- To Spark each row that is written out is a task. -#}
{% macro spark__numbers(digits) -%}
    select cast(id as integer) as n
    from range({{ 10 ** digits }})
{%- endmacro %}
