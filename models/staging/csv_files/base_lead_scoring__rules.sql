{{ lead_scoring.read_csv_cells('rules') }}
