{{ lead_scoring.read_csv_cells('rule_conditions') }}
