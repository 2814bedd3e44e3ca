"""`lead-scoring suggest-points`: points and half-lives learnt from outcomes, as a challenger.

Reads what the package published of open leads at past cutoffs, has learning.py fit it, and writes
the analyst's files anew with a challenger in them. The live rules stay as they are.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lead_scoring import csv_text, models
from lead_scoring.session import ProjectError, Session

if TYPE_CHECKING:
    from lead_scoring.learning import Bar, Caps, Lesson, Lessons, Material, Rule

# What belongs to one scoring model, in the files that an analyst edits.
FILES = "models rules rule_conditions rule_groups bands classes stages".split()
MIN_CONVERSIONS = 20
# The bars in them: of the total score (None) or of a dimension's. Those of bands are of their own.
STAGE_BARS = {"enter_score": None, "exit_score": None, "min_engagement_score": "engagement"}

Cells = dict[str, str]


@dataclass
class Suggestion:
    """What was learnt for a scoring model, and up to which cutoff. Bars are of the total score (None)
    and of the dimensions."""

    model_id: str
    first_cutoff: object
    last_cutoff: object
    lessons: Lessons
    bars: dict[str | None, list[Bar]]


def suggest(session: Session, model_id: str) -> Suggestion:
    """What the outcomes teach about the points of a scoring model that is built."""
    learning = _learning()
    session.tell("Reading outcomes")
    rules, caps = _read_rules(session, model_id)
    material, cutoffs = _read_material(session, model_id, rules)
    older = learning.counts(material, is_train=True)
    if older.fewer < MIN_CONVERSIONS:
        raise ProjectError(
            f"Not enough outcomes: {older.converted:,} of the {older.leads:,} older leads of"
            f" {model_id} converted. Points are learnt from at least {MIN_CONVERSIONS} that did and"
            f" as many that did not."
        )
    session.tell(f"Learning from {older.leads:,} leads")
    lessons = learning.learn(rules, material, caps)
    # Points of another scale would lift or sink everybody past bars that stay.
    bars = {
        dimension: learning.carried_bars(lessons, material, caps, written, dimension)
        for dimension, written in _read_bars(session, model_id).items()
    }
    return Suggestion(model_id, cutoffs[0], cutoffs[-1], lessons, bars)


def read_files(session: Session, challenger: str, folder: Path) -> Files:
    """The analyst's files, if the challenger may be written into copies of them in a folder."""
    files = {name: _read_file(session, name) for name in FILES}
    if challenger in _models(files):
        raise ProjectError(
            f"There is a scoring model {challenger} already; name the challenger with --challenger."
        )
    if any(file.path.resolve().parent == folder.resolve() for file in files.values()):
        raise ProjectError(f"{folder} holds the live files; name another folder with --output.")
    return files


def write_challenger(
    files: Files, suggestion: Suggestion, challenger: str, folder: Path
) -> list[Path]:
    """Writes those of the analyst's files that a challenger with the suggested points changes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, file in files.items():
        rows = _challenge(name, file.rows, suggestion, challenger, _models(files))
        if rows != file.rows:
            written.append(folder / file.path.name)
            file.write(written[-1], rows)
    return written


def _learning():
    try:
        from lead_scoring import learning  # noqa: PLC0415
    except ImportError:
        raise ProjectError(
            "Points are learnt with scikit-learn, which is not installed: run"
            " pip install 'lead-scoring[learn]'."
        ) from None
    return learning


# --- What is built --------------------------------------------------------------------------------


def _read_rules(session: Session, model_id: str) -> tuple[list[Rule], Caps]:
    learning = _learning()
    maxima = _fetch(session, models.MODELS, "fit_max, engagement_max", model_id)
    if not maxima:
        raise ProjectError(f"No scoring model {model_id} is built.")
    fit_max, engagement_max = map(_float, maxima[0])
    columns = "rule_id, dimension, rule_group, points, decay, decay_days"
    found = _fetch(session, models.RULES, columns, model_id)
    said = dict(_fetch(session, models.RULE_WORDING, "rule_id, description", model_id))
    rules = [
        learning.Rule(rule_id, dimension, group, _float(points), decay, _float(days), said[rule_id])
        for rule_id, dimension, group, points, decay, days in sorted(found, key=repr)
        if dimension in ("fit", "engagement")
    ]
    if not rules:
        raise ProjectError(f"The scoring model {model_id} has no rule with points.")
    columns = "model_id, dimension, rule_group, min_points, max_points"
    groups = {
        (dimension, group): (_float(low), _float(high))
        for owner, dimension, group, low, high in _fetch(
            session, models.staged_file("rule_groups"), columns
        )
        if owner in (None, model_id)
    }
    return rules, learning.Caps(groups, {"fit": fit_max, "engagement": engagement_max})


def _read_bars(session: Session, model_id: str) -> dict[str | None, list[float]]:
    bars: dict[str | None, list[float]] = {}
    for column, dimension in STAGE_BARS.items():
        for owner, bar in _fetch(session, models.staged_file("stages"), f"model_id, {column}"):
            if owner in (None, model_id) and bar is not None:
                bars.setdefault(dimension, []).append(float(bar))
    columns = "model_id, dimension, min_score"
    for owner, dimension, bar in _fetch(session, models.staged_file("bands"), columns):
        if owner in (None, model_id):
            bars.setdefault(dimension, []).append(float(bar))
    return bars


def _read_material(
    session: Session, model_id: str, rules: list[Rule]
) -> tuple[Material, list[object]]:
    import numpy as np  # noqa: PLC0415

    columns = "lead_id, cutoff_date, sample, is_converted, rule_id, activation"
    entries = _fetch(session, "lead_scoring__training_set", columns, model_id)
    seen = sorted({entry[:4] for entry in entries})
    row_of = {(lead, cutoff): row for row, (lead, cutoff, *_) in enumerate(seen)}
    column_of = {rule.rule_id: column for column, rule in enumerate(rules)}
    activations = np.zeros((len(seen), len(rules)))
    for lead, cutoff, _, _, rule, activation in entries:
        if rule in column_of:
            activations[row_of[lead, cutoff], column_of[rule]] = activation
    tried: dict[str, dict[float, np.ndarray]] = {}
    columns = "lead_id, cutoff_date, rule_id, decay_days, activation"
    for lead, cutoff, rule, days, activation in _fetch(
        session, "lead_scoring__training_decays", columns, model_id
    ):
        lengths = tried.setdefault(rule, {})
        lengths.setdefault(float(days), np.zeros(len(seen)))[row_of[lead, cutoff]] = activation
    leads, cutoffs, samples, outcomes = zip(*seen, strict=True) if seen else ([], [], [], [])
    material = _learning().Material(
        np.unique(np.array(leads, dtype=object).astype(str), return_inverse=True)[1],
        np.array([cutoff.toordinal() for cutoff in cutoffs]),
        np.array([sample == "train" for sample in samples], dtype=bool),
        np.array(outcomes, dtype=bool),
        activations,
        tried,
    )
    return material, sorted(set(cutoffs))


def _fetch(session: Session, model: str, columns: str, model_id: str | None = None) -> list[tuple]:
    where = "" if model_id is None else " where model_id = '" + model_id.replace("'", "''") + "'"
    try:
        return session.fetch(f"select {columns} from {session.relation(model)}{where}")
    except ProjectError as error:
        raise ProjectError(
            f"The built project cannot be read; run dbt build, and try again. {error}"
        ) from None


def _float(value: object) -> float | None:
    return None if value is None else float(value)


# --- The analyst's files --------------------------------------------------------------------------


@dataclass
class _File:
    path: Path
    delimiter: str
    rows: list[Cells]

    def write(self, path: Path, rows: list[Cells]) -> None:
        names = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(
                file, names, delimiter=self.delimiter, lineterminator="\n", restval=""
            )
            writer.writeheader()
            writer.writerows(rows)


def _read_file(session: Session, name: str) -> _File:
    seeds = list(session.seed_files(models.staged_file(name)).values())
    if len(seeds) != 1:
        raise ProjectError(
            f"The {name} are not read from a CSV file of this project (the var"
            f" lead_scoring__{name}), so no challenger can be written into it."
        )
    path, delimiter = seeds[0]
    text = csv_text.decoded(path.read_bytes()) or ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header, *rows = [row for row in reader if any(row)]
    names = [cell.strip().lower() for cell in header]
    return _File(path, delimiter, [dict(zip(names, row, strict=False)) for row in rows])


Files = dict[str, _File]


def _models(files: Files) -> list[str]:
    return [row["model_id"].strip() for row in files["models"].rows]


def _challenge(
    name: str, rows: list[Cells], suggestion: Suggestion, challenger: str, models: list[str]
) -> list[Cells]:
    """What is written for the scoring model is written for the challenger too, with what was learnt.
    A row that is written for every model and that the challenger needs otherwise is written for each."""
    result, copies = [], []
    for row in rows:
        owner = row.get("model_id", "").strip()
        changes = _changes(name, row, suggestion) if owner in ("", suggestion.model_id) else {}
        if owner == "" and changes:
            result += [{**row, "model_id": model} for model in models]
        else:
            result.append(row)
        if changes or owner == suggestion.model_id:
            copies.append({**row, "model_id": challenger, **changes})
    return result + copies


def _changes(name: str, row: Cells, suggestion: Suggestion) -> Cells:
    """The cells of a row in which the challenger differs."""
    if name == "models":
        until = f"cutoffs {suggestion.first_cutoff} to {suggestion.last_cutoff}"
        said = f"{suggestion.model_id} with points learnt from outcomes ({until})"
        return {"model_version": "1", "status": "challenger", "description": said}
    if name == "rules":
        rule_id = row["rule_id"].strip()
        learnt = (each for each in suggestion.lessons.rules if each.rule.rule_id == rule_id)
        return next(map(_learnt_cells, learnt), {})
    bars = {}
    if name == "stages":
        bars = STAGE_BARS
    elif name == "bands":
        bars = {"min_score": row["dimension"].strip().lower()}
    return _carried_cells(row, bars, suggestion)


def _learnt_cells(lesson: Lesson) -> Cells:
    changes = {}
    if lesson.suggested != lesson.rule.points:
        changes["points"] = f"{lesson.suggested:g}"
    if lesson.decay_days != lesson.rule.decay_days:
        changes["decay_days"] = f"{lesson.decay_days:g}"
    return changes


def _carried_cells(row: Cells, bars: dict[str, str | None], suggestion: Suggestion) -> Cells:
    changes = {}
    for column, dimension in bars.items():
        carried = {bar.today: bar.carried for bar in suggestion.bars.get(dimension, [])}
        today = _number(row.get(column, ""))
        if today is not None and carried.get(today, today) != today:
            changes[column] = f"{carried[today]:g}"
    return changes


def _number(cell: str) -> float | None:
    try:
        return float(cell.strip())
    except ValueError:
        return None
