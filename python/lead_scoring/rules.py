"""`lead-scoring rules`: the rules explain themselves, on a page in Markdown."""

from __future__ import annotations

from decimal import Decimal

from lead_scoring import models as names
from lead_scoring import wording
from lead_scoring.check import FAULTS
from lead_scoring.markdown import code, text
from lead_scoring.session import ProjectError, Session

TABLES = {
    "models": names.MODELS,
    "rules": names.RULES,
    "sentences": names.RULE_WORDING,
    "conditions": names.CONDITION_WORDING,
    "caps": names.CAPS,
    "bands": names.staged_file("bands"),
    "classes": names.staged_file("classes"),
    "stages": names.staged_file("stages"),
}
PER_MODEL = ["rules", "sentences", "caps", "bands", "classes", "stages"]
SCORED = {"fit": "Fit: who they are", "engagement": "Engagement: what they do"}
BESIDE = ["require", "disqualify", "fast_track"]
INTRODUCTION = """\
# The rules in words

<!-- Written by `lead-scoring rules`. Edit the CSV files instead. -->

Read from the checked CSV files. The points of a group's rules add up, then come the group's cap \
and the bounds of fit and engagement. A field that is not known meets no condition but "is \
unknown"; text is compared without regard to case. Points that halve end after ten halvings."""

# A sentence that lists what it means may be long.
LONGEST = 5_000

Tables = dict[str, list[dict]]


def read_tables(session: Session) -> Tables:
    """What the page is made of, once the files are checked and have no faults."""
    session.run(*TABLES.values(), done=FAULTS)
    return {name: session.rows(model) for name, model in TABLES.items()}


def as_markdown(tables: Tables, only: str | None = None) -> str:
    """The page of all scoring models, live ones first, or of one of them."""
    models = sorted(tables["models"], key=lambda row: (row["status"] != "live", row["model_id"]))
    chosen = [row for row in models if only in (None, row["model_id"])]
    if not chosen:
        known = ", ".join(row["model_id"] for row in models) or "none"
        raise ProjectError(f"No scoring model {only} is live or a challenger; known: {known}.")
    blocks = [INTRODUCTION]
    for model in chosen:
        conditions = {row["condition_key"]: row["condition_text"] for row in tables["conditions"]}
        written = {name: _of(model, tables[name]) for name in PER_MODEL}
        blocks += _model(model, conditions.get(model["condition_key_1"]), written)
    return "\n\n".join(filter(None, blocks)) + "\n"


def _of(model: dict, rows: list[dict]) -> list[dict]:
    """The rows that are written for the model or for every model."""
    return [row for row in rows if row["model_id"] in (None, model["model_id"])]


def _model(model: dict, audience: str | None, tables: Tables) -> list[str]:
    version = f", version {model['model_version']}" if model["model_version"] else ""
    blocks = [
        f"## {text(model['model_id'])} ({model['status']}{text(version)})",
        _plain(wording.model(model, audience)),
    ]
    said = {row["rule_id"]: row for row in tables["sentences"]}
    for dimension, heading in SCORED.items():
        blocks += _dimension(dimension, heading, said, tables)
    beside = [
        _item(rule, said)
        for dimension in BESIDE
        for rule in _ranked(tables["rules"])
        if rule["dimension"] == dimension
    ]
    stages = [
        f"- {_plain(wording.stage(row))}"
        for row in sorted(tables["stages"], key=lambda row: (row["stage_order"], row["stage"]))
    ]
    blocks += ["### Beside the score", "\n".join(beside)] if beside else []
    actions = [f"- {_plain(action)}" for action in wording.actions(tables["classes"])]
    blocks += ["### Stages", "\n".join(stages)] if stages else []
    blocks += ["### What to do with each class", "\n".join(actions)] if actions else []
    return blocks


def _dimension(dimension: str, heading: str, said: dict[str, dict], tables: Tables) -> list[str]:
    rules = [rule for rule in _ranked(tables["rules"]) if rule["dimension"] == dimension]
    bands = [row for row in tables["bands"] if row["dimension"] == dimension]
    caps = {
        row["rule_group"]: row["cap_text"]
        for row in tables["caps"]
        if row["dimension"] == dimension
    }
    about = f"{caps[None]}. {wording.bands(dimension, bands)}"
    blocks = [f"### {heading}", _plain(about)]
    # The rules without a group come last.
    for group in sorted({rule["rule_group"] for rule in rules}, key=lambda name: (not name, name)):
        items = [_item(rule, said) for rule in rules if rule["rule_group"] == group]
        title = caps[group] if group else "In no group"
        blocks += [f"#### {_plain(title)}", "\n".join(items)]
    return blocks


def _ranked(rules: list[dict]) -> list[dict]:
    return sorted(rules, key=lambda rule: (-Decimal(str(rule["points"])), rule["rule_id"]))


def _item(rule: dict, said: dict[str, dict]) -> str:
    """What the analyst calls the rule, if anything, what it says, and its name in the files."""
    words = said[rule["rule_id"]]
    written = words["written_description"]
    described = f"{_plain(written)}: " if written else ""
    return f"- {described}{_plain(words['sentence'])} ({code(rule['rule_id'])})"


def _plain(said: str) -> str:
    """A whole sentence, however long a list in it is."""
    return text(said, LONGEST)
