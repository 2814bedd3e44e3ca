{{ lead_scoring.typed_csv('rule_conditions') }}
