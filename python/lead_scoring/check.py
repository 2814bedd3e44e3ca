"""`lead-scoring check`: what is wrong in the analyst's CSV files, without scoring anything."""

from __future__ import annotations

import json

from lead_scoring.session import Session

FAULTS = "int_lead_scoring__config_faults"
COLUMNS = ["file", "row_name", "column_name", "came", "allowed", "sentence"]


def find_faults(session: Session) -> list[dict[str, str]]:
    """The faults of the files as they are now; loads them and replaces no mart."""
    session.seed(FAULTS)
    session.run(FAULTS)
    faults = [{name: row[name] or "" for name in COLUMNS} for row in session.rows(FAULTS)]
    return sorted(faults, key=lambda fault: fault["sentence"])


def as_text(faults: list[dict[str, str]]) -> str:
    if not faults:
        return "No faults in the CSV files."
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return "\n".join([*(fault["sentence"] for fault in faults), f"{count} in the CSV files."])


def as_json(faults: list[dict[str, str]]) -> str:
    return json.dumps({"faults": faults}, indent=2, ensure_ascii=False)
