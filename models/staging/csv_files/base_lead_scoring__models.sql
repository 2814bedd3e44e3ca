{{ lead_scoring.read_csv_cells('models') }}
