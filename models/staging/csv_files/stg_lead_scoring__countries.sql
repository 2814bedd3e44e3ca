{{ lead_scoring.typed_csv('countries') }}
