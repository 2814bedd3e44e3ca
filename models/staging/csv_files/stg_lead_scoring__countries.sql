{{ lead_scoring.read_csv('countries') }}
