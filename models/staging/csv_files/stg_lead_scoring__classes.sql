{{ lead_scoring.typed_csv('classes') }}
