"""The package's private tables that Python reads. Nothing else in Python knows their names, so that
who renames or replaces one finds here whom it concerns.

What follows from what is not written here but read from the manifest: the graph, and the marks in
the models' `meta`.
"""

from __future__ import annotations

# The analyst's files: checked, cell by cell, and in the form that matching and valuing join.
CONFIG_FAULTS = "int_lead_scoring__config_faults"
RULE_CELLS = "int_lead_scoring__rule_cells"
MODELS = "int_lead_scoring__models"
RULES = "int_lead_scoring__rules"
CONDITION_ITEMS = "int_lead_scoring__condition_items"
STAGES = "int_lead_scoring__stages"
MATCH_KEYS = "int_lead_scoring__match_keys"

# The same in words.
RULE_WORDING = "int_lead_scoring__rule_wording"
CONDITION_WORDING = "int_lead_scoring__condition_wording"
CAPS = "int_lead_scoring__caps"

# Inputs, cleaned.
EVENTS = "stg_lead_scoring__events"
LEADS = "stg_lead_scoring__leads"
CONVERSIONS = "stg_lead_scoring__conversions"
DISPOSITIONS = "stg_lead_scoring__dispositions"

# What the dashboard shows beside the marts.
RULE_ACTIVITY = "int_lead_scoring__rule_activity"
SAMPLED_SCORES = "int_lead_scoring__sampled_scores"


def staged_file(file: str) -> str:
    """A CSV file of the analyst, typed."""
    return f"stg_lead_scoring__{file}"


# Marks in the models' meta.
# On a staged input: the CSV files whose cells its rows are cleaned with, and `vars` if it is cleaned by
# vars.
CLEANED_BY = "cleaned_by"
# On what becomes of the inputs in matching, and depends on nothing of the rules but the match keys:
# `events` or `leads`.
MATCHES = "matches"
