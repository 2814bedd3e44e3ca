{{ lead_scoring.typed_csv('title_patterns') }}
