{#- A setting, that is the var lead_scoring__<name>, as the package reads it. Its default stands
    here and nowhere else in SQL; beside that of dbt_project.yml, which dbt does not show to a node
    of the user's project, and a test holds the two together. A value that it cannot have stops dbt
    with a sentence. -#}
{% macro setting(name) -%}
    {%- set kind, default = lead_scoring._settings()[name] -%}
    {%- set value = var('lead_scoring__' ~ name, default) -%}
    {%- if kind == 'filled' -%}
        {{ return(value or default) }}
    {%- endif -%}
    {%- set items = value if value is sequence and value is not string else [none] -%}
    {%- set actors = ['prospect', 'sales', 'system'] -%}
    {%- set kinds = {
        'as it is': ('', true),
        'words': ("a list like ['n/a', '-']", none not in items),
        'actors': (
            'a list of actors, which are ' ~ actors | join(', '),
            items and items | reject('in', actors) | list == [],
        ),
        'lengths': (
            'a list of numbers of days above 0',
            items | reject('number') | list == [] and items | select('le', 0) | list == [],
        ),
        'count': ('a whole number from 0', value is integer and value >= 0),
        'share': ('a number from 0 to below 1', value is number and 0 <= value < 1),
        'amount': ('a number from 0', value is number and value >= 0),
        'days': ('a whole number of days from 0', value is integer and value >= 0),
        'flag': ('true or false', value is boolean),
    } -%}
    {%- set allowed, is_allowed = kinds[kind.replace(' or null', '')] -%}
    {%- set may_be_null = kind.endswith(' or null') -%}
    {%- if not is_allowed and not (may_be_null and value is none) -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__" ~ name ~ " is '" ~ ('' if value is none else value)
            ~ "'; write it as " ~ allowed ~ (', or null' if may_be_null else '')
        ) }}
    {%- endif -%}
    {{ return(value) }}
{%- endmacro %}

{#- Each setting's kind and default. -#}
{% macro _settings() -%}
    {{ return({
        'columns': ('filled', {}),
        'placeholders': ('words', [
            '', 'select', 'n/a', '#n/a', 'null', '(null)', 'none', '(none)', '(blank)', 'nan',
            'undefined', '-', '--',
        ]),
        'scored_actors': ('actors', ['prospect']),
        'account_field': ('filled', 'email_domain'),
        'events_are_unique': ('flag', false),
        'as_of_date': ('as it is', none),
        'lookback_days': ('as it is', none),
        'look_ahead_days': ('days', 180),
        'history_min_change': ('amount or null', 1),
        'rejected_days': ('days or null', 90),
        'accepted_days': ('days or null', 30),
        'contacted_days': ('days or null', 7),
        'first_touch_sla_hours': ('amount or null', 24),
        'won_lead_value': ('amount or null', none),
        'touch_cost': ('amount or null', none),
        'outcome_days': ('count', 90),
        'validation_share': ('share', 0.3),
        'cutoff_months': ('count', 12),
        'min_conversions': ('count', 20),
        'segment_field': ('as it is', none),
        'tried_decay_days': ('lengths', [3, 7, 14, 30, 60, 90, 180]),
        'max_psi': ('amount', 0.25),
        'max_auc_fall': ('amount', 0.1),
        'published': ('as it is', none),
    }) }}
{%- endmacro %}
