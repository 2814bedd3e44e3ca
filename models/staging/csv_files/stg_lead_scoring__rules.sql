{{ lead_scoring.read_csv('rules') }}
