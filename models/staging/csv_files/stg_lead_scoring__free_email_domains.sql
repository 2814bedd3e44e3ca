{{ lead_scoring.typed_csv('free_email_domains') }}
