{{ lead_scoring.read_csv_cells('event_types') }}
