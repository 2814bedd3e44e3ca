{{ lead_scoring.read_csv_cells('title_patterns') }}
