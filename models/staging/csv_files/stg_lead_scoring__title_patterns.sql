{{ lead_scoring.read_csv('title_patterns') }}
