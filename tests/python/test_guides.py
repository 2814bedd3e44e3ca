"""The guides say what the package says: readings, errors and figures on their pages are its own.

`LEAD_SCORING_WRITE_GUIDES=1 pytest tests/python/test_guides.py` writes them anew.
"""

from __future__ import annotations

import csv
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from engine import CSV_COLUMNS, Engine, World
from lead_scoring import wording

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("guides")

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
TODAY = date(2026, 6, 30)
WORDING = {"int_lead_scoring__rule_wording", "int_lead_scoring__caps"}
GATE = "int_lead_scoring__config_gate"
HEADINGS = ["What it does", "An example row", "When to use it", "How it can go wrong"]
KEYS = {
    "models": ["model_id"],
    "rules": ["rule_id", "model_id"],
    "rule_conditions": ["rule_id", "model_id", "field"],
    "rule_groups": ["rule_group", "dimension", "model_id"],
    "bands": ["label", "dimension", "model_id"],
    "classes": ["fit_grade", "engagement_band", "model_id"],
    "stages": ["stage", "model_id"],
}
TABLE = re.compile(r"```csv\n(.*?)```\n", re.DOTALL)
READING = re.compile(r"(?:^>.*\n)+", re.MULTILINE)
ERROR = re.compile(r"```text\n(.*?)```\n", re.DOTALL)
AGES = re.compile(r"(\| after (\d+) days \| after (\d+) days \| after (\d+) days \|\n\|.*\n)\|.*\n")
# A row that goes wrong, and what the package makes of it.
MISTAKE = re.compile(
    r"(```csv\n(.*?)```\n\n)((?:^>.*\n)+|```text\n.*?```\n)", re.DOTALL | re.MULTILINE
)

Files = dict[str, list[dict]]


# --- What stands on a page ------------------------------------------------------------------------


def kinds(page: Path) -> list[tuple[str, str]]:
    """The sections of a page: (heading, text)."""
    _, *sections = re.split(r"(?m)^## ", page.read_text(encoding="utf-8"))
    return [tuple(section.split("\n", 1)) for section in sections]


def rows(table: str) -> list[dict]:
    parsed = list(csv.DictReader(table.splitlines()))
    assert parsed
    assert all(None not in row and None not in row.values() for row in parsed), table
    return [{name: cell or None for name, cell in row.items()} for row in parsed]


def file_of(table: str) -> str:
    """Which of the analyst's files has these columns."""
    header = set(table.split("\n", 1)[0].split(","))
    fitting = [name for name in KEYS if header <= set(CSV_COLUMNS[name].split())]
    return min(fitting, key=lambda name: len(CSV_COLUMNS[name].split()))


def example_of(section: str) -> tuple[Files, str]:
    """The example rows, by file, and what stands below the heading of the example."""
    shown = section.split("**An example row**")[1].split("**When to use it**", 1)[0]
    named = re.findall(r"`lead_scoring_(\w+)\.csv`:\n\n```csv\n(.*?)```", shown, re.DOTALL)
    assert named and len(named) == shown.count("```csv")
    assert [name for name, _ in named] == [file_of(table) for _, table in named]
    return {name: rows(table) for name, table in named}, shown


def merged(files: Files, changed: Files) -> Files:
    """Rows written into files; one with the key of a row that is there takes its place."""
    result = dict(files)
    for name, new in changed.items():
        found = {tuple(row.get(part) for part in KEYS[name]): row for row in result[name]}
        found |= {tuple(row.get(part) for part in KEYS[name]): row for row in new}
        result[name] = list(found.values())
    return result


def shipped_files() -> Files:
    return {
        name: rows((ROOT / "seeds" / f"lead_scoring_{name}.csv").read_text(encoding="utf-8"))
        for name in CSV_COLUMNS
    }


# --- What the package says of it ------------------------------------------------------------------


def readings(package: Engine, files: Files, example: Files) -> list[str]:
    """What the package says of the rows of an example, in their order, in plain English."""
    package.run(World(TODAY, {}, files), checked=True, only={*WORDING, GATE})
    said = []
    for name, read in [
        ("models", _models), ("rule_groups", _groups), ("rules", _rules), ("bands", _bands),
        ("classes", _classes), ("stages", _stages),
    ]:  # fmt: skip
        said += read(package, example[name]) if name in example else []
    return said


def _caps(package: Engine) -> dict[tuple, str]:
    found = package.rows("select * from int_lead_scoring__caps order by model_id desc")
    return {(row["dimension"], row["rule_group"]): f"{row['cap_text']}." for row in found}


def _models(package: Engine, written: list[dict]) -> list[str]:
    texts = package.rows("select * from int_lead_scoring__condition_wording")
    conditions = {row["condition_key"]: row["condition_text"] for row in texts}
    models = {row["model_id"]: row for row in package.rows("from int_lead_scoring__models")}
    caps = _caps(package)
    bounds = f"{caps['fit', None]} {caps['engagement', None]}"
    chosen = [models[row["model_id"]] for row in written]
    return [
        f"{wording.model(row, conditions.get(row['condition_key_1']))} {bounds}" for row in chosen
    ]


def _groups(package: Engine, written: list[dict]) -> list[str]:
    caps = _caps(package)
    return [caps[row["dimension"], row["rule_group"]] for row in written]


def _rules(package: Engine, written: list[dict]) -> list[str]:
    found = package.rows("from int_lead_scoring__rule_wording order by model_id desc")
    said = {row["rule_id"]: row["sentence"] for row in found}
    said |= {(row["rule_id"], row["model_id"]): row["sentence"] for row in found}
    return [
        said.get((row["rule_id"], row.get("model_id")), said[row["rule_id"]]) for row in written
    ]


def _bands(_: Engine, written: list[dict]) -> list[str]:
    return [
        wording.bands(dimension, [row for row in written if row["dimension"] == dimension])
        for dimension in dict.fromkeys(row["dimension"] for row in written)
    ]


def _classes(_: Engine, written: list[dict]) -> list[str]:
    return wording.actions(written)


def _stages(_: Engine, written: list[dict]) -> list[str]:
    return [wording.stage(row) for row in written]


def errors(package: Engine, files: Files) -> list[str]:
    """What the run ends with."""
    found = package.faults(World(TODAY, {}, files))
    assert found
    return [re.sub("^csv_", "lead_scoring_", sentence) for sentence in found]


def points(package: Engine, files: Files, rule: dict, ages: list[int]) -> list[str]:
    """What a rule gives to leads whose one event is so many days old."""
    happened = {age: (TODAY - timedelta(days=age)).isoformat() for age in ages}
    leads = [{"lead_id": str(age), "created_at": "2025-01-01"} for age in ages]
    events = [
        {"event_id": str(age), "lead_id": str(age), "event_type": rule["event_type"],
         "occurred_at": day}
        for age, day in happened.items()
    ]  # fmt: skip
    world = World(TODAY, {"leads": leads, "events": events}, files)
    package.run(world, only={"lead_scoring__score_ledger"})
    entries = package.rows(
        "select lead_id, points from lead_scoring__score_ledger"
        f" where model_id = 'b2b' and rule_id = '{rule['rule_id']}'"
    )
    found = {int(row["lead_id"]): row["points"] for row in entries}
    return [wording.number(found[age]) for age in ages]


# --- Both held together ---------------------------------------------------------------------------


def written_anew(package: Engine, section: str) -> str:
    """A section with everything on it that the package says."""
    example, shown = example_of(section)
    files = merged(shipped_files(), example)
    new, count = READING.subn(lambda _: _quote(readings(package, files, example)), shown)
    assert count == 1, "one reading for the example"
    new = AGES.sub(lambda found: _aged(package, files, example, found), new)
    start, wrong = section.split("**How it can go wrong**")
    return start.replace(shown, new) + "**How it can go wrong**" + MISTAKE.sub(
        lambda found: found[1] + _mistake(package, files, found), wrong
    )  # fmt: skip


def _quote(said: list[str]) -> str:
    return ">\n".join(f"> The package reads it as: {said[0]}\n" if not number else f"> {text}\n"
                      for number, text in enumerate(said))  # fmt: skip


def _aged(package: Engine, files: Files, example: Files, found: re.Match) -> str:
    ages = [int(age) for age in found.groups()[1:]]
    (rule,) = example["rules"]
    return f"{found[1]}| {' | '.join(points(package, files, rule, ages))} |\n"


def _mistake(package: Engine, files: Files, found: re.Match) -> str:
    changed = {file_of(found[2]): rows(found[2])}
    files = merged(files, changed)
    if found[3].startswith(">"):
        return _quote(readings(package, files, changed))
    return "```text\n" + "\n".join(errors(package, files)) + "\n```\n"


SECTIONS = [(page, heading, text) for page in GUIDES for heading, text in kinds(page)]


@pytest.mark.parametrize(
    ("page", "heading", "text"), SECTIONS, ids=[heading for _, heading, _ in SECTIONS]
)
def test_a_guide_says_what_the_package_says(shipped: Engine, page: Path, heading: str, text: str):
    assert re.findall(r"(?m)^\*\*(.+)\*\*$", text) == HEADINGS
    new = written_anew(shipped, text)
    if os.environ.get("LEAD_SCORING_WRITE_GUIDES"):
        whole = page.read_text(encoding="utf-8")
        page.write_text(whole.replace(text, new), encoding="utf-8", newline="\n")
    else:
        assert text == new


def test_every_column_and_every_code_has_an_example():
    shown: dict[str, list[dict]] = {}
    for _, _, text in SECTIONS:
        for name, found in example_of(text)[0].items():
            shown.setdefault(name, []).extend(found)
    for name in KEYS:
        filled = {column for row in shown[name] for column, cell in row.items() if cell}
        assert set(CSV_COLUMNS[name].split()) - filled <= {"model_id"}, name
    for column, macro in [("operator", "rules/operators.sql"), ("decay", "valuing/decays.sql")]:
        text = (ROOT / "macros" / macro).read_text(encoding="utf-8")
        words = set(re.findall(r"(?m)^        '(\w+)': \{", text))
        assert words == {row[column] for row in shown["rules"] if row.get(column)}
    assert {row["dimension"] for row in shown["rules"]} == {
        "fit", "engagement", "require", "disqualify", "fast_track",
    }  # fmt: skip


def test_the_index_names_every_page():
    index = (ROOT / "docs" / "guides" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", index)) | {"README.md"} == {
        page.name for page in GUIDES
    }
