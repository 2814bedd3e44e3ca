-- One row a cell or header that csv_files() does not allow: a missing value, a word that is no
-- code, a text where a number, a date or a yes or no belongs; and a column that a file lacks though
-- it is required, has twice, or has under a name close to one that is missing: a slip of the pen
-- would lose it silently. Other columns of the analyst's own, such as notes, are left alone; where
-- a known one is missing beside them, a notice tells of both.
{{ config(materialized=lead_scoring.small_step()) }}
{%- set files = lead_scoring.csv_files() %}
{%- set odd_letters = '(' ~ lead_scoring._has_mixed_letters('written') ~ ' or '
    ~ lead_scoring._has_invisible_signs('written') ~ ')' %}
{#- Of a field that is not known, rule_faults tells. -#}
{%- set is_unreadable_name = "(column_type in ('code', 'name') and words is null"
    ~ " and column_name not in ('field', 'audience_field') and " ~ odd_letters ~ ')' %}
{%- set no_break_space = lead_scoring.matches_pattern('written', '[\u00a0\u202f]') %}
{%- set is_no_name = 'not ' ~ lead_scoring.matches_pattern('column_name', '[A-Za-z]') %}
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}

with {{ lead_scoring.csv_cells() }},

cell_faults as (
    select
        'fault' as severity,
        file,
        row_name,
        column_name,
        written as came,
        case
            when {{ is_unreadable_name }} and {{ lead_scoring._has_invisible_signs('written') }}
                then 'a value without invisible signs'
            when {{ is_unreadable_name }}
                then 'letters of one alphabet: some only look like Latin ones'
            else allowed
        end as allowed
    from csv_cells
    where
        case
            when written is null then is_required
            when words is not null
                then
                    {{ dbt.position("'|'", 'written') }} > 0
                    or {{ dbt.position("'|' || written || '|'", 'words') }} = 0
            when column_type in ('number', 'whole')
                then
                    number_value is null
                    or number_value < minimum
                    or number_value > maximum
                    or number_value <= above
                    or (column_type = 'whole' and number_value <> floor(number_value))
            when column_type = 'date'
                then
                    date_value is null
                    or not {{ lead_scoring.matches_pattern(
                        'written', lead_scoring._iso_date_pattern()
                    ) }}
            when column_type = 'boolean' then truth is null
            -- Where any text will do, it would be scored as it stands.
            else
                {{ lead_scoring.matches_pattern(
                    'upper(written)', lead_scoring._spreadsheet_error_pattern()
                ) }}
                or {{ is_unreadable_name }}
                or (is_compared and {{ lead_scoring.matches_pattern('written', '[“”„«»]|^[‘’‚]') }})
        end
),

-- In text that is compared they are read as they stand. So are signs of a pattern in titles, and
-- what is no domain in the list of domains.
odd_values as (
    select
        'notice' as severity,
        file,
        row_name,
        column_name,
        written as came,
        case
            when {{ lead_scoring._has_invisible_signs('written') }}
                then 'it holds an invisible sign, which is compared like a letter'
            when {{ no_break_space }}
                then 'it holds a no-break space, which is compared like a letter'
            when column_name = 'email_domain'
                then 'a domain such as gmail.com is compared as a whole'
            when column_name = 'pattern'
                then 'it is looked for letter by letter between words: there are no patterns'
            else 'some of its letters only look like Latin ones, and are compared as others'
        end as allowed
    from csv_cells
    where
        (is_compared and ({{ odd_letters }} or {{ no_break_space }}))
        or (
            column_name = 'email_domain'
            and {{ lead_scoring.matches_pattern('written', '[@/* ]|^www[.]|^[^.]*$') }}
        )
        or (column_name = 'pattern' and {{ lead_scoring.matches_pattern('written', '[*%^$|]') }})
),
{% for file in files %}
{{ file }}_file as (
    select * from {{ lead_scoring.input_relation(file) }}
),
{% endfor %}
present_columns as (
    {%- for file in files %}
    select
        '{{ file }}' as file,
        column_name
    from ({{ lead_scoring.column_names(file ~ '_file') }}) as {{ file }}_columns
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Of a file that separates its columns by other signs the whole header is one name.
undivided_headers as (
    select
        file,
        column_name
    from present_columns
    where {{ lead_scoring.matches_pattern('column_name', '[A-Za-z_]+[;	|][A-Za-z_]+') }}
),

-- An empty file shows no columns, and lacks none.
read_files as (
    select file
    from present_columns
    where file not in (select undivided_headers.file from undivided_headers)
    group by file
),

missing_columns as (
    select
        known.file,
        known.column_name,
        known.is_required
    from csv_columns as known
    inner join read_files on known.file = read_files.file
    left join present_columns as present
        on known.file = present.file
        and known.column_name = present.column_name
    where present.column_name is null
),

strange_columns as (
    select
        present.file,
        present.column_name
    from present_columns as present
    left join csv_columns as known
        on present.file = known.file
        and present.column_name = known.column_name
    where known.column_name is null
),

-- dbt tells columns of the same name apart by a number.
repeated_columns as (
    select
        strange.file,
        strange.column_name,
        known.column_name as repeated_name
    from strange_columns as strange
    inner join csv_columns as known
        on strange.file = known.file
        and {{ lead_scoring.matches_pattern('strange.column_name', '_[0-9]$') }}
        and left(strange.column_name, length(strange.column_name) - 2) = known.column_name
),

misspelt_columns as (
    select
        strange.file,
        strange.column_name,
        min(missing.column_name) as intended_name
    from strange_columns as strange
    inner join missing_columns as missing
        on strange.file = missing.file
    where {{ lead_scoring.edit_distance(
            'lower(strange.column_name)', 'missing.column_name'
        ) }} <= 3
    group by strange.file, strange.column_name
),

-- A column with a name of its own beside a known one that is missing.
unread_columns as (
    select
        strange.file,
        strange.column_name,
        {{ lead_scoring.list_text('missing.column_name', ', ', 'missing.column_name') }} as missing
    from strange_columns as strange
    inner join missing_columns as missing on strange.file = missing.file
    left join misspelt_columns as misspelt
        on strange.file = misspelt.file
        and strange.column_name = misspelt.column_name
    left join repeated_columns as repeated
        on strange.file = repeated.file
        and strange.column_name = repeated.column_name
    where not missing.is_required and misspelt.file is null and repeated.file is null
    group by strange.file, strange.column_name
),

header_faults as (
    select
        file,
        '1' as column_name,
        left(column_name, 40) as came,
        'columns separated by commas; save the file so or give dbt its delimiter' as allowed
    from undivided_headers
    union all
    select
        file,
        repeated_name as column_name,
        column_name as came,
        'each column once' as allowed
    from repeated_columns
    union all
    select
        missing.file,
        missing.column_name,
        {{ no_text }} as came,
        'a column of this name' as allowed
    from missing_columns as missing
    left join misspelt_columns as misspelt
        on missing.file = misspelt.file
        and missing.column_name = misspelt.intended_name
    where missing.is_required and misspelt.intended_name is null
    union all
    select
        file,
        column_name,
        column_name as came,
        'the column name ' || intended_name as allowed
    from misspelt_columns
    union all
    -- Nobody calls a column so: its name was lost.
    select
        file,
        column_name,
        column_name as came,
        'a name of a column; missing are: ' || missing as allowed
    from unread_columns
    where {{ is_no_name }}
),

final as (
    select
        'fault' as severity,
        file,
        'the header' as row_name,
        column_name,
        came,
        allowed
    from header_faults
    union distinct
    select
        'notice' as severity,
        file,
        'the header' as row_name,
        column_name,
        column_name as came,
        'no column of this name is read, and these are missing: ' || missing as allowed
    from unread_columns
    where not ({{ is_no_name }})
    union distinct
    select * from cell_faults
    union distinct
    select * from odd_values
)

select * from final
