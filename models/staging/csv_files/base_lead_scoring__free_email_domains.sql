{{ lead_scoring.read_csv_cells('free_email_domains') }}
