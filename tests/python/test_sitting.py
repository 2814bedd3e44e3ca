"""The transcript in the docs is what an analyst who makes these mistakes really sees."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from lead_scoring.cli import app
from project import ROOT, Project
from typer.testing import CliRunner

pytestmark = pytest.mark.xdist_group("cli")

PAGE = ROOT / "docs" / "a-sitting-at-the-rules-desk.md"
KEYS = ("rule_id", "stage", "label", "rule_group")


def _edits(page: str) -> list[tuple[str, ...]]:
    """(file, row, column, typed) of every row of the two tables."""
    rows = re.findall(
        r"(?m)^\| (\w+) \| (\w+) \| (\w*) ?\|.*?(?<!\\)\| ?([^|]*(?:\\\|[^|]*)?) \|$", page
    )
    return [
        tuple(cell.replace("\\|", "|").strip() for cell in row) for row in rows if row[0] != "file"
    ]


def _type(folder: Path, edits: list[tuple[str, ...]], delimiters: dict[str, str]) -> None:
    """Makes the edits and saves the files as a spreadsheet program does."""
    for name in {edit[0] for edit in edits}:
        path = folder / f"lead_scoring_{name}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        for _, key, column, typed in [edit for edit in edits if edit[0] == name]:
            if not column:
                rows = [row for row in rows if row["fit_grade"] + row["engagement_band"] != key]
                continue
            hit = [row for row in rows if key in [row.get(name) for name in KEYS]]
            assert hit, f"{name} has no row {key}"
            for row in hit:
                row[column] = typed
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.DictWriter(file, columns, delimiter=delimiters.get(name, ","))
            writer.writeheader()
            writer.writerows(rows)


def test_the_sitting_goes_as_the_page_says(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    project = Project.copy_of_package(tmp_path / "package")
    seeds, edits = project.folder / "seeds", _edits(page)
    assert len(edits) == 16
    shown = re.findall(r"```console\n\$ lead-scoring (.*)\n([\s\S]*?)```", page)
    _type(seeds, edits, {"stages": ";"})
    for number, (command, output) in enumerate(shown):
        if number == 2:
            for path in seeds.glob("*.csv"):
                path.write_bytes((ROOT / "seeds" / path.name).read_bytes())
            _type(seeds, edits[-3:], {})
        run = CliRunner().invoke(app, [*command.split(), "--project", str(project.folder)])
        # What is being done is a line that changes, and gone in the end.
        said = "".join(line for line in run.output.splitlines(True) if not line.endswith(" …\n"))
        assert said == output, "write the page anew: " + said
        assert run.exit_code == (0 if "No faults" in output else 1)
