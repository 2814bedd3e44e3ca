{#- For one column of csv_files(): the SQL condition under which a cell is wrong, and what is
    allowed. -#}
{% macro _cell_check(name, column) -%}
    {%- set number = lead_scoring._bounded_number(name) -%}
    {%- set wrong = [] -%}
    {%- set allowed = 'a value' -%}
    {%- if column.allowed is defined -%}
        {%- do wrong.append(name ~ " not in ('" ~ column.allowed | join("', '") ~ "')") -%}
        {%- set allowed = 'one of: ' ~ column.allowed | join(', ') -%}
    {%- elif column.type in ['number', 'whole'] -%}
        {%- set allowed = 'a whole number' if column.type == 'whole' else 'a number' -%}
        {%- do wrong.append(name ~ ' is not null and ' ~ number ~ ' is null') -%}
        {%- if column.type == 'whole' -%}
            {%- do wrong.append(number ~ ' <> floor(' ~ number ~ ')') -%}
        {%- endif -%}
        {%- if column.minimum is defined -%}
            {%- do wrong.append(number ~ ' < ' ~ column.minimum) -%}
            {%- set allowed = allowed ~ ', at least ' ~ column.minimum -%}
        {%- endif -%}
        {%- if column.maximum is defined -%}
            {%- do wrong.append(number ~ ' > ' ~ column.maximum) -%}
            {%- set allowed = allowed ~ ', at most ' ~ column.maximum -%}
        {%- endif -%}
        {%- if column.above is defined -%}
            {%- do wrong.append(number ~ ' <= ' ~ column.above) -%}
            {%- set allowed = allowed ~ ' above ' ~ column.above -%}
        {%- endif -%}
    {%- elif column.type == 'date' -%}
        {%- set date = lead_scoring.safe_date(name) -%}
        {%- set is_iso = lead_scoring.matches_pattern(name, lead_scoring._iso_date_pattern()) -%}
        {%- do wrong.append(name ~ ' is not null and ' ~ date ~ ' is null') -%}
        {%- do wrong.append('not ' ~ is_iso) -%}
        {%- set allowed = 'a date like 2026-06-30' -%}
    {%- elif column.type == 'boolean' -%}
        {%- set truth = lead_scoring.boolean_text(name) -%}
        {%- do wrong.append(name ~ ' is not null and ' ~ truth ~ ' is null') -%}
        {%- set allowed = 'true or false' -%}
    {%- else -%}
        {#- Where any text will do, it would be scored as it stands. -#}
        {%- do wrong.append(lead_scoring.matches_pattern(
            'upper(' ~ name ~ ')', '^(#(REF!|N/A|NAME[?]|VALUE!|DIV/0!|NUM!|NULL!)|ERR:[0-9]+)$'
        )) -%}
        {%- if column.compared is defined -%}
            {%- set typographic = '[“”„«»]|^[‘’‚]' -%}
            {%- do wrong.append(lead_scoring.matches_pattern(name, typographic)) -%}
            {%- set allowed = 'a value without typographic quotes' -%}
        {%- endif -%}
    {%- endif -%}
    {%- if column.get('required') -%}
        {%- do wrong.append(name ~ ' is null') -%}
    {%- endif -%}
    {{ return((wrong | join(' or '), allowed)) }}
{%- endmacro %}
