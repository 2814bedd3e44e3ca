{{ lead_scoring.typed_csv('bands') }}
