{{ lead_scoring.read_csv('classes') }}
