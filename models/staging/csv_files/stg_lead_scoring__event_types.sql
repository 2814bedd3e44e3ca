{{ lead_scoring.typed_csv('event_types') }}
