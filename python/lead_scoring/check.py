"""`lead-scoring check`: what is wrong in the analyst's CSV files, without scoring anything."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lead_scoring import csv_text, inputs, models
from lead_scoring.session import SeedError, Session, csv_paths

FAULTS = models.CONFIG_FAULTS
COLUMNS = ["file", "row_name", "column_name", "came", "allowed", "sentence"]
# Every column that the package reads, in the order of its file.
READ_COLUMNS = """
{%- for file, description in lead_scoring.csv_files().items() %}
{%- set last_file = loop.last %}
{%- for name, column in description.columns.items() %}
select
    '{{ file }}' as file, '{{ name }}' as column_name, {{ loop.index }} as place,
    {{ 1 if column.required else 0 }} as is_required
{{ 'union all' if not (last_file and loop.last) }}
{%- endfor %}
{%- endfor %}
"""
# How databases say on which line of a file they stopped.
LINE = re.compile(r"\b[Ll]ine:? (\d+)")
ADVICE = "open the file in a text editor and mend this line, or save it as CSV in UTF-8 anew"

Findings = list[dict]


def find_faults(session: Session) -> Findings:
    """The faults of the files as they are now; loads them and replaces no mart."""
    return find(session)[0]


def find(session: Session) -> tuple[Findings, Findings]:
    """Faults, which stop a run, and notices, which do not."""
    files = session.seed_files(FAULTS)
    columns = read_columns(session)
    # What dbt cannot load, or loads as something else, is told of before it tries.
    told = [
        (fault.is_notice, _of_text(name, path, fault))
        for name, (path, delimiter) in files.items()
        for fault in csv_text.faults(path, delimiter, columns.get(name))
    ]
    notices = [found for is_notice, found in told if is_notice]
    if unreadable := [found for is_notice, found in told if not is_notice]:
        return unreadable, notices
    try:
        session.seed(FAULTS)
    except SeedError as error:
        return [
            _unloadable(name, files[name][0], said) for name, said in error.failed.items()
        ], notices
    session.run(FAULTS)
    faults = []
    for row in session.rows(FAULTS):
        found = _located({name: row[name] or "" for name in COLUMNS}, files)
        # Versions without the column know faults only.
        is_notice = row.get("severity") == "notice"
        # Of a header that was read as text all is said already.
        if is_notice and row["row_name"] == "the header" and found["path"]:
            continue
        (notices if is_notice else faults).append(found)
    # Together with the rest, so that nobody has to build to find the next one.
    faults += inputs.missing_columns(session)
    return _ordered(faults), _ordered(notices)


def read_columns(session: Session) -> dict[str, dict[str, bool]]:
    """Of each seed that a file is read from, the columns that are read, and whether each must be
    there."""
    columns: dict[str, dict[str, bool]] = {}
    for row in sorted(session.query(READ_COLUMNS), key=lambda row: int(row["place"])):
        columns.setdefault(row["file"], {})[row["column_name"]] = int(row["is_required"]) == 1
    return {seed: columns[file] for seed, file in session.files_of_seeds().items()}


def _ordered(findings: Findings) -> Findings:
    return sorted(findings, key=lambda found: (found["file"], found["lines"], found["sentence"]))


def _of_text(name: str, path: Path, fault: csv_text.Fault) -> dict:
    came, _, allowed = fault.said.partition("; expected ")
    row_name = "the header" if fault.said.startswith("the header") else ""
    sentence = f"{name}, {_lines(fault.lines)}{', ' if row_name else ': '}{fault.said}"
    row = {"row_name": row_name, "column_name": fault.column, "came": came, "allowed": allowed}
    return {"file": name, **row, "sentence": sentence, "path": str(path), "lines": fault.lines}


def _unloadable(name: str, path: Path, said: str) -> dict:
    """What the database says that could not load a file in which the check sees no fault."""
    lines = [int(found[1])] if (found := LINE.search(said)) else []
    place = f"{name}, {_lines(lines)}" if lines else name
    row = {
        "row_name": "",
        "column_name": "",
        "came": said,
        "allowed": "a file that the database loads",
    }
    sentence = f"{place}: the database cannot load it; {ADVICE}. It says: {said}"
    return {"file": name, **row, "sentence": sentence, "path": str(path), "lines": lines}


def _located(fault: dict[str, str], files: dict[str, tuple[Path, str]]) -> dict:
    """The fault with the lines on which it stands, where the file is a seed."""
    if fault["file"] not in files:
        return {**fault, "path": None, "lines": []}
    path, delimiter = files[fault["file"]]
    lines = csv_text.lines(path, fault, delimiter)
    place = f"{_lines(lines)}, " if lines else ""
    file = f"{fault['file']}, "
    sentence = file + place + fault["sentence"].removeprefix(file)
    return {**fault, "sentence": sentence, "path": str(path), "lines": lines}


def _lines(lines: list[int]) -> str:
    """line 3, lines 3 and 5, lines 3 to 40, line 3 and 37 more"""
    if len(lines) == 1:
        return f"line {lines[0]}"
    if len(lines) <= csv_text.MOST_LINES:
        return f"lines {' and '.join(map(str, lines))}"
    if lines[-1] - lines[0] == len(lines) - 1:
        return f"lines {lines[0]} to {lines[-1]}"
    return f"line {lines[0]} and {len(lines) - 1:,} more"


# --- Mending --------------------------------------------------------------------------------------


class Fix:
    """Writes files anew that need no person for it, and keeps each as it was beside it."""

    def __init__(self, project: Path):
        self.project = project
        self.said: list[str] = []
        self._kept: set[Path] = set()

    def recode_seeds(self) -> None:
        """Those of the project that are not in UTF-8: dbt cannot even parse it."""
        for path in csv_paths(self.project):
            try:
                if encoding := csv_text.recode(path, self._kept):
                    self._tell(path, f"in UTF-8, read as {encoding}")
            except csv_text.NoCsv:
                continue  # What it is, and that a person has to see to it, is said as its fault.

    def separate_by_commas(self, session: Session) -> None:
        """Its rule files that are meant to have commas and have not."""
        columns = read_columns(session)
        for name, (path, delimiter) in session.seed_files(FAULTS).items():
            if delimiter != "," or not path.is_relative_to(self.project):
                continue
            try:
                if separator := csv_text.separate(path, columns.get(name, {}), self._kept):
                    self._tell(path, f"with commas instead of {separator}")
            except csv_text.NoCsv:
                continue

    def _tell(self, path: Path, how: str) -> None:
        self.said.append(
            f"Wrote {path.relative_to(self.project)} anew {how}; as it was, it is kept beside it"
            f" (.bak)."
        )


# --- Words ----------------------------------------------------------------------------------------


def as_text(faults: Findings, notices: Findings = ()) -> str:
    lines = [fault["sentence"] for fault in faults]
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    of_inputs = any(fault.get("row_name") == "the input" for fault in faults)
    where = "the CSV files and the inputs" if of_inputs else "the CSV files"
    lines.append(f"{count} in {where}." if faults else "No faults in the CSV files.")
    if any(fault.get("row_name") in ("", "the header") for fault in faults):
        lines.append("The cells are checked once these files can be read.")
    if notices:
        lines += ["", "Notices:", *(notice["sentence"] for notice in notices)]
    return "\n".join(lines)


def as_json(faults: Findings, notices: Findings = (), error: str | None = None) -> str:
    said = {"faults": faults, "notices": list(notices)} | ({"error": error} if error else {})
    return json.dumps(said, indent=2, ensure_ascii=False)
