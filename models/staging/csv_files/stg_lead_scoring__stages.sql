{{ lead_scoring.typed_csv('stages') }}
