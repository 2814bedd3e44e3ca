{#- How many letters two words differ by; null where the engine has no function for it, so that
    suggestions are missing there and nothing else is. -#}
{% macro edit_distance(one, other) -%}
    {{ return(adapter.dispatch('edit_distance', 'lead_scoring')(one, other)) }}
{%- endmacro %}

{% macro default__edit_distance(one, other) -%}cast(null as integer){%- endmacro %}
{% macro duckdb__edit_distance(one, other) -%}
    damerau_levenshtein({{ one }}, {{ other }})
{%- endmacro %}
{% macro spark__edit_distance(one, other) -%}levenshtein({{ one }}, {{ other }}){%- endmacro %}
{% macro trino__edit_distance(one, other) -%}
    levenshtein_distance({{ one }}, {{ other }})
{%- endmacro %}
{% macro snowflake__edit_distance(one, other) -%}editdistance({{ one }}, {{ other }}){%- endmacro %}
{% macro bigquery__edit_distance(one, other) -%}
    edit_distance({{ one }}, {{ other }})
{%- endmacro %}
{% macro redshift__edit_distance(one, other) -%}cast(null as integer){%- endmacro %}
{% macro postgres__edit_distance(one, other) -%}
    {# The table of Damerau and Levenshtein row by row: without an extension there is no function.
       A cell is one more than the least of its neighbours; what comes from the left is a running
       minimum. #}
    {%- set letter = 'substring(' ~ one ~ ', letter + 1, 1)' -%}
    {%- set letter_before = 'substring(' ~ one ~ ', letter, 1)' -%}
    {%- set other_letter = 'substring(' ~ other ~ ', place, 1)' -%}
    {%- set other_letter_before = 'substring(' ~ other ~ ', place - 1, 1)' -%}
    (
        with recursive table_rows as (
            select
                0 as letter,
                array(select generate_series(0, length({{ other }}))) as cells,
                cast(null as integer[]) as cells_before
            union all
            select
                letter + 1 as letter,
                array(
                    select place + min(cell - place) over (order by place)
                    from (
                        select
                            place,
                            least(
                                cells[place + 1] + 1,
                                case when {{ letter }} = {{ other_letter }} then cells[place] end,
                                cells[place] + 1,
                                case
                                    when
                                        {{ letter }} = {{ other_letter_before }}
                                        and {{ letter_before }} = {{ other_letter }}
                                        then cells_before[place - 1] + 1
                                end
                            ) as cell
                        from generate_series(0, length({{ other }})) as place
                    ) as steps
                    order by place
                ) as cells,
                cells as cells_before
            from table_rows
            where letter < length({{ one }})
        )

        select cells[length({{ other }}) + 1]
        from table_rows
        order by letter desc
        limit 1
    )
{%- endmacro %}
