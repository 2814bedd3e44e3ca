{{ lead_scoring.read_csv('stages') }}
