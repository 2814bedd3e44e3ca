-- One row a stage of a scoring model: the bars that a lead must reach to be in it.
{{ lead_scoring.rows_of_models('stages') }}
