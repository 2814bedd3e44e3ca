{{ lead_scoring.typed_csv('models') }}
