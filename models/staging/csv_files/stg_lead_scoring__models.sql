{{ lead_scoring.read_csv('models') }}
