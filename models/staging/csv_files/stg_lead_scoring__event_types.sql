{{ lead_scoring.read_csv('event_types') }}
