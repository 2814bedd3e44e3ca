"""`lead-scoring check`: what is wrong in the analyst's CSV files, without scoring anything."""

from __future__ import annotations

import json
from pathlib import Path

from lead_scoring import csv_text, models
from lead_scoring.session import Session, csv_paths

FAULTS = models.CONFIG_FAULTS
COLUMNS = ["file", "row_name", "column_name", "came", "allowed", "sentence"]


def find_faults(session: Session) -> list[dict]:
    """The faults of the files as they are now; loads them and replaces no mart."""
    files = session.seed_files(FAULTS)
    # What dbt cannot load, or loads as something else, is told of before it tries.
    unreadable = [
        _unreadable(name, path, line, said)
        for name, (path, delimiter) in files.items()
        for line, said in csv_text.faults(path, delimiter)
    ]
    if unreadable:
        return unreadable
    session.seed(FAULTS)
    session.run(FAULTS)
    faults = [{name: row[name] or "" for name in COLUMNS} for row in session.rows(FAULTS)]
    located = [_located(fault, files) for fault in faults]
    return sorted(located, key=lambda fault: (fault["file"], fault["lines"], fault["sentence"]))


def _unreadable(name: str, path: Path, line: int, said: str) -> dict:
    came, _, allowed = said.partition("; expected ")
    sentence = f"{name}, line {line}: {said}"
    row = {"row_name": "", "column_name": "", "came": came, "allowed": allowed}
    return {"file": name, **row, "sentence": sentence, "path": str(path), "lines": [line]}


def _located(fault: dict[str, str], files: dict[str, tuple[Path, str]]) -> dict:
    """The fault with the lines on which it stands, where the file is a seed."""
    if fault["file"] not in files:
        return {**fault, "path": None, "lines": []}
    path, delimiter = files[fault["file"]]
    lines = csv_text.lines(path, fault, delimiter)
    place = f"line{'s' * (len(lines) > 1)} {' and '.join(map(str, lines))}, " if lines else ""
    file = f"{fault['file']}, "
    sentence = file + place + fault["sentence"].removeprefix(file)
    return {**fault, "sentence": sentence, "path": str(path), "lines": lines}


def recode_seeds(project: Path) -> list[Path]:
    """Writes the CSV files of a project anew that are not in UTF-8: dbt cannot even parse it."""
    return [path for path in csv_paths(project) if csv_text.recode(path)]


def separate_by_commas(session: Session, project: Path) -> list[Path]:
    """Writes the project's rule files anew that are meant to have commas and have not."""
    return [
        path
        for path, delimiter in session.seed_files(FAULTS).values()
        if delimiter == "," and path.is_relative_to(project) and csv_text.separate(path)
    ]


def as_text(faults: list[dict]) -> str:
    if not faults:
        return "No faults in the CSV files."
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    lines = [*(fault["sentence"] for fault in faults), f"{count} in the CSV files."]
    if not all(fault.get("column_name", True) for fault in faults):
        lines.append("The cells are checked once these files can be read.")
    return "\n".join(lines)


def as_json(faults: list[dict]) -> str:
    return json.dumps({"faults": faults}, indent=2, ensure_ascii=False)
