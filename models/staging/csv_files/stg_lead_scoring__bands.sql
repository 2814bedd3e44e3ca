{{ lead_scoring.read_csv('bands') }}
