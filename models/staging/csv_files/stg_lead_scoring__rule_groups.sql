{{ lead_scoring.read_csv('rule_groups') }}
