{#- Of a table of leads' values at days: the rows that it can take over from its last run, and those
    that are left to value. `asked` is a relation or CTE of (lead_id, model_id, fingerprint) and the
    columns that tell rows of a lead apart, which `keys` maps to the names that the table has for
    them. The macro gives a list of CTEs: `kept_rows`, if there is a last run, and `new_rows`, of
    the shape of `asked`. Days on which a lead had no row are valued again, which costs nothing.
    `also` is a further SQL condition on last_run and asked. -#}
{% macro kept_rows(last_run, asked, keys={'as_of_date': 'as_of_date'}, also=none) -%}
{%- if last_run -%}
kept_rows as (
    select last_run.*
    from {{ last_run }} as last_run
    inner join {{ asked }} as asked
        on last_run.lead_id = asked.lead_id
        and last_run.model_id = asked.model_id
        {%- for key, column in keys.items() %}
        and last_run.{{ column }} = asked.{{ key }}
        {%- endfor %}
        and last_run.fingerprint = asked.fingerprint
        {{ 'and ' ~ also if also }}
),

new_rows as (
    select asked.*
    from {{ asked }} as asked
    left join {{ last_run }} as last_run
        on asked.lead_id = last_run.lead_id
        and asked.model_id = last_run.model_id
        {%- for key, column in keys.items() %}
        and asked.{{ key }} = last_run.{{ column }}
        {%- endfor %}
        and asked.fingerprint = last_run.fingerprint
        {{ 'and ' ~ also if also }}
    where last_run.lead_id is null
)
{%- else -%}
new_rows as (
    select * from {{ asked }}
)
{%- endif -%}
{%- endmacro %}

{#- Of dates of leads, what kept_rows() gives for them: the CTEs up to the values of `new_rows`.
    `day` is the table's name for the date. -#}
{% macro _kept_dates(last_run, dates, day) -%}
_ls_states as (
    select * from {{ ref('int_lead_scoring__path_states') }}
),

_ls_dates_with_fingerprint as (
    select
        dates.lead_id,
        dates.model_id,
        dates.as_of_date,
        states.fingerprint
    from {{ dates }} as dates
    inner join _ls_states as states
        on dates.lead_id = states.lead_id
        and dates.model_id = states.model_id
),

{{ lead_scoring.kept_rows(last_run, '_ls_dates_with_fingerprint', keys={'as_of_date': day}) }}
{%- endmacro %}

{#- The query of the rows of `valued`, with the fingerprint by which the next run knows them, and of
    the kept ones. -#}
{% macro _valued_and_kept(last_run, valued, columns, day) -%}
    select
        valued.lead_id,
        valued.model_id,
        valued.as_of_date{{ ' as ' ~ day if day != 'as_of_date' }},
        {%- for column in columns %}
        valued.{{ column }},
        {%- endfor %}
        states.fingerprint
    from {{ valued }} as valued
    inner join _ls_states as states
        on valued.lead_id = states.lead_id
        and valued.model_id = states.model_id
    {% if last_run -%}
    union all
    select
        lead_id,
        model_id,
        {{ day }},
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        fingerprint
    from kept_rows
    {% endif -%}
{%- endmacro %}
