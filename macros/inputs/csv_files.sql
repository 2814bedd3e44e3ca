{#- The analyst's CSV files: which columns each has, in which type, and what a cell may hold.
    Staging is typed and cells are checked from this one description.

    key       names a row in an error message
    type      code: a word in any case; name: what other rows refer to; text: free text;
              number, whole, date, boolean
    required  a blank cell is a fault
    allowed   the codes that a cell may hold
    minimum   the least number; above: the number must be greater
    percent   a % sign is understood and divides the number by this
    compared  the text is compared with data, where typographic quotes would miss typewriter ones
    default   what a blank cell means -#}
{% macro csv_files() -%}
    {%- set model_id = {'type': 'name'} -%}
    {%- set operators = lead_scoring.operators() | list -%}
    {{ return({
        'models': {
            'key': ['model_id'],
            'columns': {
                'model_id': {'type': 'name', 'required': true},
                'model_version': {'type': 'name'},
                'status': {
                    'type': 'code', 'required': true, 'allowed': ['live', 'challenger', 'retired'],
                },
                'audience_field': {'type': 'code'},
                'audience_operator': {'type': 'code', 'allowed': operators},
                'audience_value': {'type': 'text', 'compared': true},
                'fit_max': {'type': 'number', 'minimum': 0},
                'engagement_max': {'type': 'number', 'minimum': 0},
                'min_fit_coverage': {
                    'type': 'number', 'minimum': 0, 'maximum': 1, 'percent': 100,
                },
                'reset_on_recycle': {'type': 'boolean', 'default': 'false'},
                'description': {'type': 'text'},
            },
        },
        'rules': {
            'key': ['rule_id', 'model_id'],
            'columns': {
                'model_id': model_id,
                'rule_id': {'type': 'name', 'required': true},
                'dimension': {
                    'type': 'code', 'required': true,
                    'allowed': ['fit', 'engagement', 'require', 'disqualify', 'fast_track'],
                },
                'rule_group': {'type': 'name'},
                'event_type': {'type': 'code'},
                'field': {'type': 'code'},
                'operator': {'type': 'code', 'allowed': operators},
                'value': {'type': 'text', 'compared': true},
                'points': {'type': 'number'},
                'limit_count': {'type': 'whole', 'minimum': 1},
                'limit_period': {'type': 'code', 'allowed': ['day', 'week', 'month', 'ever']},
                'min_occurrences': {'type': 'whole', 'minimum': 1},
                'min_occurrences_days': {'type': 'whole', 'minimum': 1},
                'decay': {
                    'type': 'code', 'default': 'none', 'allowed': lead_scoring.decays() | list,
                },
                'decay_days': {'type': 'number', 'above': 0},
                'decay_pct': {'type': 'number', 'above': 0, 'percent': 1},
                'valid_from': {'type': 'date'},
                'valid_to': {'type': 'date'},
                'enabled': {'type': 'boolean', 'default': 'true'},
                'description': {'type': 'text'},
            },
        },
        'rule_conditions': {
            'key': ['rule_id', 'model_id', 'field'],
            'columns': {
                'model_id': model_id,
                'rule_id': {'type': 'name', 'required': true},
                'field': {'type': 'code', 'required': true},
                'operator': {'type': 'code', 'required': true, 'allowed': operators},
                'value': {'type': 'text', 'compared': true},
            },
        },
        'rule_groups': {
            'key': ['rule_group', 'dimension', 'model_id'],
            'columns': {
                'model_id': model_id,
                'dimension': {'type': 'code', 'required': true, 'allowed': ['fit', 'engagement']},
                'rule_group': {'type': 'name', 'required': true},
                'min_points': {'type': 'number'},
                'max_points': {'type': 'number'},
            },
        },
        'bands': {
            'key': ['label', 'dimension', 'model_id'],
            'columns': {
                'model_id': model_id,
                'dimension': {'type': 'code', 'required': true, 'allowed': ['fit', 'engagement']},
                'label': {'type': 'name', 'required': true},
                'min_score': {'type': 'number', 'required': true},
            },
        },
        'classes': {
            'key': ['fit_grade', 'engagement_band', 'model_id'],
            'columns': {
                'model_id': model_id,
                'fit_grade': {'type': 'name', 'required': true},
                'engagement_band': {'type': 'name', 'required': true},
                'priority': {'type': 'whole'},
                'next_action': {'type': 'text'},
                'channel': {'type': 'text'},
            },
        },
        'stages': {
            'key': ['stage', 'model_id'],
            'columns': {
                'model_id': model_id,
                'stage': {'type': 'name', 'required': true},
                'stage_order': {'type': 'whole', 'required': true},
                'enter_score': {'type': 'number', 'required': true},
                'exit_score': {'type': 'number'},
                'min_fit_grade': {'type': 'name'},
                'min_engagement_score': {'type': 'number'},
                'cooldown_days': {'type': 'whole', 'minimum': 0},
                'weekly_capacity': {'type': 'number', 'minimum': 0},
                'target_close_rate': {
                    'type': 'number', 'minimum': 0, 'maximum': 1, 'percent': 100,
                },
            },
        },
        'free_email_domains': {
            'key': ['email_domain'],
            'columns': {'email_domain': {'type': 'code', 'required': true}},
        },
        'title_patterns': {
            'key': ['pattern'],
            'columns': {
                'pattern': {'type': 'code', 'required': true},
                'attribute': {
                    'type': 'code', 'required': true, 'allowed': ['seniority', 'department'],
                },
                'label': {'type': 'name', 'required': true},
                'priority': {'type': 'whole', 'required': true},
            },
        },
        'countries': {
            'key': ['spelling'],
            'columns': {
                'spelling': {'type': 'code', 'required': true},
                'country': {'type': 'name', 'required': true},
            },
        },
        'event_types': {
            'key': ['raw_event_type'],
            'columns': {
                'raw_event_type': {'type': 'code', 'required': true},
                'event_type': {'type': 'code', 'required': true},
                'actor': {
                    'type': 'code', 'default': 'prospect',
                    'allowed': ['prospect', 'sales', 'system'],
                },
            },
        },
    }) }}
{%- endmacro %}
