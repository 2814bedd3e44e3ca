{#- Stops on a var of this package that does not exist, since dbt ignores a mistyped name silently.
    -#}
{% macro check_vars() -%}
    {%- set known = [
        'leads', 'events', 'conversions', 'dispositions', 'lead_aliases', 'lead_history',
        'cutoffs', 'columns', 'lead_attributes', 'event_properties', 'as_of_date',
        'placeholders', 'scored_actors', 'lookback_days', 'outcome_days', 'validation_share',
        'cutoff_months', 'min_conversions', 'won_lead_value', 'touch_cost', 'holdout',
        'segment_field', 'max_psi', 'max_auc_fall', 'erased_leads', 'account_field',
        'crm_synced', 'history_min_change', 'tried_decay_days', 'look_ahead_days',
        'rejected_days', 'first_touch_sla_hours', 'events_are_unique',
        'models', 'rules', 'rule_conditions', 'rule_groups', 'bands', 'classes', 'stages',
        'free_email_domains', 'title_patterns', 'countries', 'event_types', 'published',
    ] -%}
    {%- set given = [] -%}
    {%- do given.extend(invocation_args_dict.get('vars', {}) or {}) -%}
    {# dbt shows the vars of a project file only through this method; where it is missing, those
        given on the command line are checked still. #}
    {%- if var.packages_for_node is defined -%}
        {%- for project in var.packages_for_node() -%}
            {%- set vars = project.vars.to_dict() -%}
            {%- do given.extend(vars) -%}
            {%- if vars.get('lead_scoring') is mapping -%}
                {%- do given.extend(vars['lead_scoring']) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for name in given if name.startswith('lead_scoring__') and name[14:] not in known -%}
        {{ lead_scoring._fail(
            "there is no var " ~ name ~ "; known are lead_scoring__"
            ~ known | join(', lead_scoring__')
        ) }}
    {%- endfor -%}
    {%- for name in [
        'lead_scoring__won_lead_value', 'lead_scoring__touch_cost',
        'lead_scoring__history_min_change', 'lead_scoring__first_touch_sla_hours',
    ] -%}
        {%- set amount = var(name, none) -%}
        {%- if amount is not none and (amount is not number or amount < 0) -%}
            {{ lead_scoring._fail(
                "the var " ~ name ~ " is '" ~ amount ~ "'; write it as a number from 0, or null"
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- for name, usual in [
        ('lead_scoring__max_psi', 0.25), ('lead_scoring__max_auc_fall', 0.1),
    ] -%}
        {%- set level = var(name, usual) -%}
        {%- if level is not number or level < 0 -%}
            {{ lead_scoring._fail(
                "the var " ~ name ~ " is '" ~ (level or '') ~ "'; write it as a number from 0"
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- set days = var('lead_scoring__look_ahead_days', 180) -%}
    {%- if days is not integer or days < 0 -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__look_ahead_days is '" ~ days
            ~ "'; write it as a whole number of days from 0"
        ) }}
    {%- endif -%}
    {%- set days = var('lead_scoring__rejected_days', 90) -%}
    {%- if days is not none and (days is not integer or days < 0) -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__rejected_days is '" ~ days
            ~ "'; write it as a whole number of days from 0, or null"
        ) }}
    {%- endif -%}
    {%- if var('lead_scoring__events_are_unique', false) is not boolean -%}
        {{ lead_scoring._fail(
            "the var lead_scoring__events_are_unique is '"
            ~ var('lead_scoring__events_are_unique') ~ "'; write it as true or false"
        ) }}
    {%- endif -%}
    {%- set inputs = lead_scoring.input_columns() -%}
    {%- for input, columns in (var('lead_scoring__columns', {}) or {}).items() -%}
        {%- if input not in inputs -%}
            {{ lead_scoring._fail(
                "lead_scoring__columns speaks of the input " ~ input ~ "; known are "
                ~ inputs | join(', ')
            ) }}
        {%- endif -%}
        {%- for column in columns or {} if column not in inputs[input] -%}
            {{ lead_scoring._fail(
                "lead_scoring__columns maps the column " ~ column ~ " of " ~ input ~ "; known are "
                ~ inputs[input] | join(', ')
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
