-- One row a fault in the analyst's files, and one a cell that is read in a way that may not have
-- been meant, a notice; worded for people, with the word that was probably meant. Faults stop the
-- run at int_lead_scoring__config_gate; of notices a data test warns.
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
{#- What other programs and languages call our words, and the words. -#}
{%- set other_words = [] %}
{%- for columns, words in [
    (['operator', 'audience_operator'], {
        'equals': ['=', '==', 'eq', 'is', 'equal', 'equals to', 'equal to', 'exactly'],
        'not_equals': ['!=', '<>', '≠', 'ne', 'is not', 'not equal', 'does not equal'],
        'in': ['one of', 'is one of', 'any of', 'is any of', 'in list'],
        'not_in': ['none of', 'is none of', 'not in'],
        'contains': ['like', 'includes', 'contains?', 'has'],
        'not_contains': ['not like', 'does not contain', 'excludes'],
        'starts_with': ['begins with', 'starts', 'prefix'],
        'ends_with': ['ends', 'suffix'],
        'greater_than': ['>', 'gt', 'above', 'over', 'more than', 'after'],
        'at_least': ['>=', '=>', '≥', 'ge', 'gte', 'min', 'from'],
        'less_than': ['<', 'lt', 'below', 'under', 'before'],
        'at_most': ['<=', '=<', '≤', 'le', 'lte', 'max', 'up to'],
        'between': ['range', 'in range', '..'],
        'is_known': ['not null', 'is not null', 'exists', 'not empty', 'is not empty', 'has value'],
        'is_unknown': ['null', 'is null', 'empty', 'is empty', 'missing'],
    }),
    (['enabled', 'reset_on_recycle', 'value', 'audience_value'], {
        'true': ['wahr', 'vrai', 'verdadero', 'verdadeiro', 'vero', 'waar', 'ja', 'oui', 'si', 'sí',
            'sim', 'on', 'x', '✓'],
        'false': ['falsch', 'faux', 'falso', 'onwaar', 'nein', 'non', 'nee', 'não', 'off'],
    }),
] -%}
{%- for word, others in words.items() -%}
{%- for column in columns -%}
{%- for other in others -%}
{%- do other_words.append([
    "'" ~ column ~ "'", lead_scoring.text_literal(other), "'" ~ word ~ "'",
]) -%}
{%- endfor -%}
{%- endfor -%}
{%- endfor -%}
{%- endfor %}

with all_faults as (
    {%- for check in ['cell_faults', 'rule_faults', 'file_faults', 'stage_faults'] %}
    select
        severity,
        file,
        row_name,
        column_name,
        came,
        allowed
    from {{ ref('int_lead_scoring__' ~ check) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

wrong_headers as (
    select distinct file
    from all_faults
    where row_name = 'the header' and severity = 'fault'
),

-- With a wrong header every row of a file looks wrong: only the header is told of.
told_faults as (
    select
        all_faults.*,
        {# In which words a slip of the pen is looked for. #}
        case
            when all_faults.allowed like 'a stage,%' then 'stage'
            when all_faults.allowed like '%no country that%' then 'country'
            else all_faults.column_name
        end as vocabulary_name,
        {# Where the allowed words are listed, only one of them can have been meant. #}
        ', ' || {{ lead_scoring.text_part('all_faults.allowed', ': ', 2) }} || ', ' as listed,
        lower(coalesce(all_faults.came, '')) as came_word
    from all_faults
    left join wrong_headers on all_faults.file = wrong_headers.file
    where wrong_headers.file is null or all_faults.row_name = 'the header'
),

-- What is known and is wrong beside another cell was no slip of the pen.
unknown_words as (
    select distinct
        vocabulary_name,
        came,
        came_word,
        allowed,
        listed
    from told_faults
    where
        came is not null
        and (
            listed <> ', , '
            or allowed like 'a stage,%'
            or allowed like 'a label that%'
            or allowed like 'the rule_id of a rule'
            or allowed like '%no country that%'
        )
),

known_words as (
    {{ lead_scoring.written_rows(['vocabulary_name', 'word'], known_words) }}
),

other_words as (
    {{ lead_scoring.written_rows(['column_name', 'other_word', 'word'], other_words) }}
),

fields as (
    {{ lead_scoring.known_fields() }}
),

-- What may stand in a column whose words are known.
vocabulary as (
    select
        vocabulary_name,
        word
    from known_words
    union distinct
    select
        'field' as vocabulary_name,
        field as word
    from fields
    union distinct
    select
        'audience_field' as vocabulary_name,
        field as word
    from fields
    where scope = 'lead'
    {%- for vocabulary_name, file, column in [
        ('model_id', 'models', 'model_id'), ('rule_id', 'rules', 'rule_id'),
        ('rule_group', 'rule_groups', 'rule_group'), ('stage', 'stages', 'stage'),
        ('value', 'title_patterns', 'label'), ('country', 'countries', 'country'),
    ] %}
    union distinct
    select
        '{{ vocabulary_name }}' as vocabulary_name,
        {{ column }} as word
    from {{ ref('stg_lead_scoring__' ~ file) }}
    where {{ column }} is not null
    {%- endfor %}
    union distinct
    select
        'min_fit_grade' as vocabulary_name,
        label as word
    from {{ ref('stg_lead_scoring__bands') }}
    where dimension = 'fit'
),

distances as (
    select distinct
        unknown_words.vocabulary_name,
        unknown_words.came,
        unknown_words.allowed,
        vocabulary.word,
        {{ lead_scoring.edit_distance('unknown_words.came_word', 'lower(vocabulary.word)') }}
            as distance
    from unknown_words
    inner join vocabulary
        on unknown_words.vocabulary_name = vocabulary.vocabulary_name
    -- Words of very different lengths are no near misses: that saves most of the comparing.
    where
        unknown_words.came <> vocabulary.word
        and abs(length(unknown_words.came) - length(vocabulary.word)) <= 3
        and (
            unknown_words.listed = ', , '
            or {{ dbt.position("', ' || vocabulary.word || ', '", 'unknown_words.listed') }} > 0
        )
),

near_words as (
    select
        vocabulary_name,
        came,
        allowed,
        word,
        row_number() over (
            partition by vocabulary_name, came, allowed order by distance, word
        ) as choice
    from distances
    where distance <= case when length(came) > 5 then 3 else 1 end
),

-- The file goes by the name of the relation that was read, which may be the user's own.
named as (
    select distinct
        faults.severity,
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
        coalesce(other_words.word, near_words.word) as meant,
        {# Numbers and dates that can be read in two ways, and what other programs write. #}
        case
            {%- for sign, name in {',': 'comma', '.': 'point'}.items() %}
            when
                faults.allowed like '%number%'
                and {{ lead_scoring.matches_pattern(
                    'faults.came', '(^|[|])[ +-]*[1-9][0-9]{0,2}[' ~ sign ~ '][0-9]{3} *([|]|$)'
                ) }}
                then 'the {{ name }} may divide thousands or decimals: write 1000 or
                {{- ' 1.5' if sign == ',' else ' 1.0' }}'
            {%- endfor %}
            when
                faults.allowed like '%number%'
                and abs({{ lead_scoring.safe_number('faults.came') }})
                > {{ lead_scoring._largest_number() }}
                and faults.column_name not in ('value', 'audience_value')
                then 'numbers go up to {{ lead_scoring._largest_number() }}'
            when
                faults.allowed like '%number%'
                and {{ lead_scoring.matches_pattern('faults.came', '^[0-9.]+ *[-–] *[0-9.]+$') }}
                and faults.column_name in ('value', 'audience_value')
                then
                    'a range has the operator between and is written '
                    || trim({{ lead_scoring.text_part("replace(faults.came, '–', '-')", '-', 1) }})
                    || '|'
                    || trim({{ lead_scoring.text_part("replace(faults.came, '–', '-')", '-', 2) }})
            when
                faults.severity = 'fault'
                and {{ lead_scoring.matches_pattern(
                    'upper(faults.came)', lead_scoring._spreadsheet_error_pattern()
                ) }}
                then 'a spreadsheet could not compute it: write the value itself'
            when
                faults.allowed like 'a date%'
                and {{ lead_scoring.matches_pattern('faults.came', '^[2-9][0-9]{4}([.]0+)?$') }}
                then
                    'as a number of days of a spreadsheet that is '
                    || cast({{ lead_scoring.add_days(
                        "cast('1899-12-30' as date)",
                        "cast(case when " ~ lead_scoring.matches_pattern(
                            'faults.came', '^[2-9][0-9]{4}([.]0+)?$'
                        ) ~ " then left(faults.came, 5) else '0' end as integer)"
                    ) }} as {{ dbt.type_string() }})
            when
                faults.allowed like 'a date%'
                and {{ lead_scoring.matches_pattern(
                    'faults.came', '^[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}$'
                ) }}
                then 'day and month may stand in either order'
            when
                faults.severity = 'fault' and faults.allowed not like '%look like%'
                and {{ lead_scoring._has_mixed_letters('faults.came') }}
                then 'some of its letters only look like Latin ones'
            when
                faults.severity = 'fault' and faults.allowed not like '%invisible%'
                and {{ lead_scoring._has_invisible_signs('faults.came') }}
                then 'it holds an invisible sign'
        end as hint
    from told_faults as faults
    left join other_words
        on faults.column_name = other_words.column_name
        and faults.came_word = other_words.other_word
        and faults.severity = 'fault'
        and (
            faults.column_name not in ('value', 'audience_value')
            or faults.allowed like 'true or false%'
        )
    left join near_words
        on faults.vocabulary_name = near_words.vocabulary_name
        and faults.came = near_words.came
        and faults.allowed = near_words.allowed
        and near_words.choice = 1
),

final as (
    select
        *,
        case
            when row_name = 'no rows' then file || ' has no rows: ' || allowed
            else
                file || ', ' || row_name || ', column ' || column_name || ': '
                || case
                    when came <> '' then {{ quote }} || came || {{ quote }}
                    when row_name = 'the header' or row_name like 'no row%' then 'it is missing'
                    else 'the cell is empty'
                end
                || case when severity = 'fault' then '; expected ' else '; ' end
                || allowed
                || coalesce('; ' || hint, '')
                || coalesce('; did you mean ' || meant || '?', '')
        end as sentence
    from named
)

select * from final
