"""No mistake in the files passes unseen: valid files are broken at random, cell by cell.

Each mutant is a scoring model of its own, so that dozens are checked and scored in one run. It is
either refused with a sentence that names it, or scored as the oracle scores what it says. Set
LEAD_SCORING_MUTANTS for more than the 150 that run by default.
"""

from __future__ import annotations

import copy
import os
import re
from collections import Counter
from dataclasses import dataclass

import duckdb
import pytest
from engine import Engine, World
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading import CODES, DATES, FREE_TEXT, NUMBERS, number, read_files
from test_oracle import SCORE_MARTS, assert_scores_equal
from test_properties import marts
from worlds import AS_OF_DAYS, worlds

pytestmark = pytest.mark.xdist_group("mutants")

MUTANTS = int(os.environ.get("LEAD_SCORING_MUTANTS", "150"))
AT_ONCE = 50
FILES = ["models", "rules", "rule_conditions", "rule_groups", "bands", "classes", "stages"]
# The columns of each file; the model_id says which mutant a row belongs to.
COLUMNS = {name: [c for c in columns.split() if c != "model_id"] for name, columns in {
    "models": "status audience_field audience_operator audience_value fit_max engagement_max"
    " min_fit_coverage",
    "rules": "rule_id dimension rule_group event_type field operator value points limit_count"
    " limit_period min_occurrences min_occurrences_days decay decay_days decay_pct valid_from"
    " valid_to enabled description",
    "rule_conditions": "rule_id field operator value",
    "rule_groups": "dimension rule_group min_points max_points",
    "bands": "dimension label min_score",
    "classes": "fit_grade engagement_band priority next_action channel",
    "stages": "stage stage_order enter_score exit_score min_fit_grade min_engagement_score"
    " cooldown_days weekly_capacity target_close_rate",
}.items()}  # fmt: skip
JUNK = [
    "x", "many", "N/A", "#REF!", "#N/A", "Err:502", "-", "💥", "'; drop table x --", "?", "*", "|", "||", "%",
    "a|", "|a", "a,b", "1;2", "null", "None", "nan", "true", "no", "TRUE", "{{ x }}", "\\", "“pricing”",
]  # fmt: skip
FIGURES = [
    "0", "-1", "1", "2", "0.5", "0,5", ",5", "1,5", "1,000", "-1,250", "1.000", "-12.500", "1.0000", "1,000,000", "1.000,5", "1,000.5", "1 000",
    "1’000", "−5", "+5", "5.", "1e2", "1E+02", "1e308", "1e309", "-1e309", "NaN", "Infinity", "٣", "１２", "10 %", "10%",
    "150 %", "5|9", "9|5", "1,000|2,000", "0,5|1,5", "5|", "0x1F", "--5", "5-", "1.5.2", "00", "1/2",
]  # fmt: skip
DAYS = [
    "31/12/2026", "12/31/2026", "03/04/2026", "05/05/2026", "31.12.2026", "3.4.2026", "2026/4/3", "2026-02-30",
    "30.02.2026", "2026-12-31 00:00:00", "2026-12-31T10:30", "31/12/26", "46387", "epoch", "infinity", "tomorrow",
    "13-4-2026", "2026", "2026-13-01", "0001-01-01", "9999-12-31",
]  # fmt: skip
WORDS = [
    "live", "challenger", "retired", "fit", "engagement", "require", "disqualify", "fast_track", "day", "week", "month",
    "ever", "year", "none", "window", "linear", "half_life", "half-life", "step", "equals", "not_equals", "in", "not_in",
    "contains", "starts_with", "greater_than", "at_least", "between", "is_true", "is_known", "is_unknown", "color",
    "plan", "size", "active", "page", "amount", "days_since_created", "days_since_last_activity", "view", "click",
    "g1", "g2", "mql", "sales", "nurture", "A", "B", "C", "1", "2", "3",
]  # fmt: skip


@dataclass
class Mutant:
    """What was done to one cell: `harmless` if it means what it meant before."""

    model_id: str
    file: str
    column: str
    before: str
    after: str
    harmless: bool
    files: dict[str, list[dict]]


@st.composite
def mutants(draw, model_id: str, files: dict[str, list[dict]]) -> Mutant:
    files = copy.deepcopy(files)
    for name in FILES:
        for row in files[name]:
            row["model_id"] = model_id
    file = draw(st.sampled_from([name for name in FILES if files[name]] + ["rules"] * 4))
    if not files[file]:
        file = "models"
    row = draw(st.sampled_from(files[file]))
    change = draw(st.sampled_from(["cell"] * 16 + ["swap", "copy", "drop", "model"]))
    if change == "copy":
        files[file].append(dict(row))
        return Mutant(model_id, file, "row", "", "twice", False, files)
    if change == "drop" and file != "models":
        files[file].remove(row)
        return Mutant(model_id, file, "row", "", "left out", False, files)
    if change == "model":
        row["model_id"] = f"{model_id} x"
        return Mutant(model_id, file, "model_id", model_id, row["model_id"], False, files)
    column = draw(st.sampled_from(COLUMNS[file]))
    if change == "swap":
        other = draw(st.sampled_from(COLUMNS[file]))
        row[column], row[other] = row.get(other), row.get(column)
        return Mutant(model_id, file, "row", "", f"{column} and {other} swapped", False, files)
    before = row.get(column) or ""
    after, harmless = draw(_changed(column, before))
    row[column] = after
    if draw(st.integers(0, 9)) == 0:
        files[file].append({"model_id": None})  # A blank row is no row.
    return Mutant(model_id, file, column, before, after, harmless, files)


@st.composite
def _changed(draw, column: str, cell: str) -> tuple[str, bool]:
    if cell and draw(st.integers(0, 3)) == 0:
        return draw(_same(column, cell)), True
    pool = [st.sampled_from(JUNK), st.just(""), st.sampled_from(WORDS)]
    if column in NUMBERS or column in ("value", "audience_value"):
        pool += [st.sampled_from(FIGURES)] * 3
    if column in DATES:
        pool += [st.sampled_from(DAYS)] * 4
    if len(cell) > 2:
        pool += [_misspelt(cell)] * 2
    return draw(st.one_of(pool)), False


@st.composite
def _same(draw, column: str, cell: str) -> str:
    """The cell as another spreadsheet would write it."""
    ways = [f"  {cell}\t", f"\u00a0{cell}", f"{cell}\r"]
    if column not in FREE_TEXT:
        ways += [f"“{cell.strip()}”", f'"{cell.strip()}"', f"‘ {cell.strip()} ’"]
    if column in CODES:
        ways += [cell.upper(), cell.title()]
    if column in NUMBERS and re.fullmatch(r"-?\d+\.\d+", cell):
        ways += [cell.replace(".", ",")]
    if column in NUMBERS and re.fullmatch(r"-?\d+", cell):
        ways += [f"{cell},0", f"{cell}.0", cell.replace("-", "−")]
    if column in DATES:
        year, month, day = cell.split("-")
        ways += [f"{day}.{month}.{year}", f"{year}/{month}/{day}", f"{cell} 00:00:00"]
        ways += [f"{month}/{day}/{year}"] if int(day) > 12 or day == month else []
    return draw(st.sampled_from(ways))


@st.composite
def _misspelt(draw, cell: str) -> str:
    spot = draw(st.integers(0, len(cell) - 2))
    swapped = cell[:spot] + cell[spot + 1] + cell[spot] + cell[spot + 2 :]
    return draw(
        st.sampled_from([swapped, cell[:spot] + cell[spot + 1 :], cell + cell[-1], cell[1:]])
    )


@st.composite
def broods(draw) -> tuple[World, list[Mutant]]:
    """A world whose first scoring model is the mother of many mutants."""
    world = draw(worlds(max_rules=6, max_leads=4, max_events=15))
    for name in FILES:
        world.files[name] = [
            row for row in world.files[name] if row.get("model_id") in (None, "m")
        ]  # fmt: skip
    # One live model is enough to test; the others would have to share no lead with it.
    world.files["models"][0]["status"] = "challenger"
    brood = [draw(mutants(f"m{number:03}", world.files)) for number in range(AT_ONCE)]
    return world, [mutant for mutant in brood if not _is_live(mutant)]


def _is_live(mutant: Mutant) -> bool:
    return any("live" in str(row.get("status")).lower() for row in mutant.files["models"])


def with_files(world: World, files: list[dict[str, list[dict]]]) -> World:
    together = {name: [row for one in files for row in one[name]] for name in FILES}
    return World(world.as_of, world.inputs, together)


OUTCOMES: Counter = Counter()


@given(brood=broods(), number=st.integers(0, 49))
@settings(max_examples=max(3, settings.default.max_examples // 6))
def test_a_refused_mutant_leaves_the_marts_as_they_were(engine: Engine, brood, number: int):
    world, offspring = brood
    engine.run(world)
    before = marts(engine)
    mutant = offspring[number % len(offspring)]
    if not engine.faults(with_files(world, [mutant.files])):
        return
    with pytest.raises(duckdb.Error, match="lead_scoring found faults in your CSV files"):
        engine.build(world.as_of)
    assert marts(engine) == before


@given(world=worlds(max_rules=6, max_leads=4, max_events=15), data=st.data())
@settings(max_examples=max(3, settings.default.max_examples // 3))
def test_a_column_that_is_missing_is_blank_or_refused(engine: Engine, world: World, data):
    file = data.draw(st.sampled_from([name for name in FILES if world.files[name]]))
    column = data.draw(st.sampled_from([*COLUMNS[file], "model_id"]))
    said = engine.faults(world, f"alter table csv_{file} drop column {column}")
    if said:
        assert any(f"csv_{file}" in sentence and column in sentence for sentence in said) or (
            # What hangs on the column is told of where it is missed.
            not any("the header" in sentence for sentence in said)
        ), said
        return
    for row in world.files[file]:
        row.pop(column, None)
    engine.build(world.as_of, only=SCORE_MARTS)
    assert_scores_equal(engine, with_files(world, [read_files(world.files)]))


REFERENCES = {
    "event_types": {"raw_event_type": "page viewed", "event_type": "view", "actor": "prospect"},
    "countries": {"spelling": "uk", "country": "United Kingdom"},
    "title_patterns": {"pattern": "head", "attribute": "seniority", "label": "Head", "priority": "3"},
    "free_email_domains": {"email_domain": "gmail.com"},
}  # fmt: skip


@given(file=st.sampled_from(sorted(REFERENCES)), data=st.data())
def test_a_cell_of_the_reference_lists_is_refused_or_read(engine: Engine, file: str, data):
    column, cell = data.draw(st.sampled_from(sorted(REFERENCES[file].items())))
    after, harmless = data.draw(_changed(column, cell))
    row = {**REFERENCES[file], column: after}
    model = {"model_id": "m", "status": "challenger"}
    rule = {
        "rule_id": "r",
        "dimension": "fit",
        "field": "size",
        "operator": "is_known",
        "points": "1",
    }
    files = {"models": [model], "rules": [rule], file: [row]}
    said = engine.faults(World(AS_OF_DAYS[0], {}, files))
    if said:
        assert not harmless and f"column {column}" in said[0], (column, after, said)
        return
    read_as = f"written_{column}" if column in ("priority", "actor") else column
    came = engine.rows(f"select {read_as} as cell from stg_lead_scoring__{file}")
    if not any(row.values()):
        assert not came, "a blank row is no row"
        return
    read, meant = came[0]["cell"] or "", (cell if harmless else after).strip()
    if column == "priority":
        assert float(read) == number(meant)
    else:
        assert read.lower() == meant.lower()


def _ignored_value() -> tuple[World, list[Mutant]]:
    """A value that the operator did not ask for, until another operator does."""
    audience = {
        "audience_field": "size",
        "audience_operator": "between",
        "audience_value": "ignored",
    }
    model = {"model_id": "m000", "status": "challenger", **audience}
    rule = {"model_id": "m000", "rule_id": "r", "dimension": "fit", "field": "size",
            "operator": "is_known", "points": "1"}  # fmt: skip
    files = {**{name: [] for name in FILES}, "models": [model], "rules": [rule]}
    mutant = Mutant(
        "m000", "models", "audience_operator", "is_known", "between", harmless=False, files=files
    )
    return World(AS_OF_DAYS[0], {}, {}), [mutant]


@given(brood=broods())
@example(brood=_ignored_value())
@settings(max_examples=max(1, round(MUTANTS / AT_ONCE)))
def _judge(engine: Engine, brood) -> None:
    world, offspring = brood
    said = engine.faults(with_files(world, [mutant.files for mutant in offspring]))
    accepted = []
    for mutant in offspring:
        about = [sentence for sentence in said if mutant.model_id in _models(sentence)]
        if about:
            OUTCOMES["refused"] += 1
            assert not mutant.harmless, (mutant.file, mutant.column, mutant.after, about)
            assert any(_names(mutant, sentence) for sentence in about), (
                mutant.file, mutant.column, mutant.before, mutant.after, about,
            )  # fmt: skip
        else:
            OUTCOMES["accepted"] += 1
            accepted.append(mutant)
    known = {mutant.model_id for mutant in offspring}
    for sentence in said:
        assert known & _models(sentence), f"about no mutant: {sentence}"
    engine.run(with_files(world, [mutant.files for mutant in accepted]), only=SCORE_MARTS)
    meant = with_files(world, [read_files(mutant.files) for mutant in accepted])
    assert_scores_equal(engine, meant)


def test_a_mutant_is_refused_by_name_or_scored_as_it_says(engine: Engine):
    _judge(engine)
    # With hardly any of either kind the test would prove nothing.
    assert min(OUTCOMES["refused"], OUTCOMES["accepted"]) > sum(OUTCOMES.values()) / 10, OUTCOMES


def _models(sentence: str) -> set[str]:
    """The mutants that a sentence is about; what it expects may list all of them."""
    return set(re.findall(r"\bm\d{3}\b", sentence.partition("; expected")[0]))


def _names(mutant: Mutant, sentence: str) -> bool:
    """Whether a sentence leads to the broken cell: by its column, or by what it held or holds."""
    after = mutant.after.strip().strip('"“”‘’').strip()
    words = [mutant.column, mutant.before.strip(), after]
    # Another operator may ask for a value where none was needed.
    if mutant.column in ("operator", "audience_operator"):
        words.append(f"column {mutant.column.replace('operator', 'value')}")
    return mutant.column == "row" or any(
        word and word.lower() in sentence.lower() for word in words
    )
