-- One row a fault in the analyst's files, worded for people, with the word that was probably meant.
-- Empty when all is well; int_lead_scoring__config_gate stops the run otherwise.
{{ config(materialized=lead_scoring.small_step()) }}
{%- set files = lead_scoring.csv_files() %}
{%- set quote = lead_scoring.text_literal("'") %}
{%- set known_words = [] %}
{%- for file, description in files.items() -%}
{%- for name, column in description.columns.items() if column.allowed is defined -%}
{%- for word in column.allowed if ["'" ~ name ~ "'", "'" ~ word ~ "'"] not in known_words -%}
{%- do known_words.append(["'" ~ name ~ "'", "'" ~ word ~ "'"]) -%}
{%- endfor -%}
{%- endfor -%}
{%- endfor %}

with all_faults as (
    select * from {{ ref('int_lead_scoring__cell_faults') }}
    union all
    select * from {{ ref('int_lead_scoring__rule_faults') }}
    union all
    select * from {{ ref('int_lead_scoring__file_faults') }}
    union all
    select * from {{ ref('int_lead_scoring__stage_faults') }}
),

header_faults as (
    select * from all_faults
    where row_name = 'the header'
),

-- With a wrong header every row of a file looks wrong: only the header is told of.
faults as (
    select * from header_faults
    union all
    select * from all_faults
    where file not in (select header_faults.file from header_faults)
),

known_words as (
    {{ lead_scoring.written_rows(['column_name', 'word'], known_words) }}
),

fields as (
    {{ lead_scoring.known_fields() }}
),

-- What may stand in a column whose words are known.
vocabulary as (
    select
        column_name,
        word
    from known_words
    union distinct
    select
        'field' as column_name,
        field as word
    from fields
    union distinct
    select
        'audience_field' as column_name,
        field as word
    from fields
    where scope = 'lead'
    {%- for column_name, file, column in [
        ('model_id', 'models', 'model_id'), ('rule_id', 'rules', 'rule_id'),
        ('rule_group', 'rule_groups', 'rule_group'), ('rule_group', 'stages', 'stage'),
    ] %}
    union distinct
    select
        '{{ column_name }}' as column_name,
        {{ column }} as word
    from {{ ref('stg_lead_scoring__' ~ file) }}
    {%- endfor %}
    union distinct
    select
        'min_fit_grade' as column_name,
        label as word
    from {{ ref('stg_lead_scoring__bands') }}
    where dimension = 'fit'
),

distances as (
    select distinct
        faults.column_name,
        faults.came,
        vocabulary.word,
        {{ lead_scoring.edit_distance('lower(faults.came)', 'lower(vocabulary.word)') }} as distance
    from faults
    inner join vocabulary
        on faults.column_name = vocabulary.column_name
    -- Words of very different lengths are no near misses: that saves most of the comparing.
    where
        faults.came <> vocabulary.word
        and abs(length(faults.came) - length(vocabulary.word)) <= 3
),

near_words as (
    select
        column_name,
        came,
        word,
        row_number() over (partition by column_name, came order by distance, word) as choice
    from distances
    where distance <= case when length(came) > 5 then 3 else 1 end
),

-- The file goes by the name of the relation that was read, which may be the user's own.
named as (
    select distinct
        case faults.file
            {%- for file in files %}
            when '{{ file }}'
                then '{{ lead_scoring._relation_name(lead_scoring.input_relation(file)) }}'
            {%- endfor %}
        end as file,
        coalesce(nullif(trim(faults.row_name), ''), 'a row without a name') as row_name,
        faults.column_name,
        coalesce(faults.came, '') as came,
        faults.allowed,
        near_words.word as meant,
        {# Numbers and dates that can be read in two ways. #}
        case
            when
                faults.allowed like '%number%'
                and {{ lead_scoring.matches_pattern('faults.came', '[1-9][0-9]{0,2},[0-9]{3}') }}
                then 'the comma may divide thousands or decimals: write 1000 or 1.5'
            when
                faults.allowed like '%number%'
                and abs({{ lead_scoring.safe_number('faults.came') }})
                > {{ lead_scoring._largest_number() }}
                and faults.column_name not in ('value', 'audience_value')
                then 'numbers go up to {{ lead_scoring._largest_number() }}'
            when
                faults.allowed like 'a date%'
                and {{ lead_scoring.matches_pattern(
                    'faults.came', '^[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}$'
                ) }}
                then 'day and month may stand in either order'
        end as hint
    from faults
    left join near_words
        on faults.column_name = near_words.column_name
        and faults.came = near_words.came
        and near_words.choice = 1
),

final as (
    select
        *,
        file || ', ' || row_name || ', column ' || column_name || ': '
        || case
            when came <> '' then {{ quote }} || came || {{ quote }}
            when row_name = 'the header' or row_name like 'no row%' then 'it is missing'
            else 'the cell is empty'
        end
        || '; expected ' || allowed
        || coalesce('; ' || hint, '')
        || coalesce('; did you mean ' || meant || '?', '') as sentence
    from named
)

select * from final
