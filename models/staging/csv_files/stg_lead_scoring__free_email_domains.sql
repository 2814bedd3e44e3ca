{{ lead_scoring.read_csv('free_email_domains') }}
