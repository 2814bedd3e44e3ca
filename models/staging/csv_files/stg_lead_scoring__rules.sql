{{ lead_scoring.typed_csv('rules') }}
