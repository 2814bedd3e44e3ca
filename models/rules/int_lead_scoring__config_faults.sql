-- One row a fault in the analyst's files, worded for people. Empty when all is well;
-- int_lead_scoring__config_gate stops the run otherwise.
{{ config(materialized='view') }}

with faults as (
    select * from {{ ref('int_lead_scoring__cell_faults') }}
    union all
    select * from {{ ref('int_lead_scoring__rule_faults') }}
    union all
    select * from {{ ref('int_lead_scoring__file_faults') }}
),

-- The file goes by the name of the relation that was read, which may be the user's own.
named as (
    select distinct
        case file
            {%- for file in lead_scoring.csv_files() %}
            when '{{ file }}'
                then '{{ lead_scoring._relation_name(lead_scoring.input_relation(file)) }}'
            {%- endfor %}
        end as file,
        coalesce(nullif(trim(row_name), ''), 'a row without a name') as row_name,
        column_name,
        coalesce(came, '') as came,
        allowed
    from faults
),

final as (
    select
        *,
        file || ', ' || row_name || ', column ' || column_name || ': '
        || case when came = '' then 'the cell is empty' else '''' || came || '''' end
        || '; expected ' || allowed as sentence
    from named
)

select * from final
