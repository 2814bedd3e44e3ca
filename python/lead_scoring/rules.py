"""`lead-scoring rules`: the rules explain themselves, on a page in Markdown."""

from __future__ import annotations

import re
from decimal import Decimal

from lead_scoring import wording
from lead_scoring.check import FAULTS
from lead_scoring.session import ProjectError, Session

TABLES = {
    "models": "int_lead_scoring__models",
    "rules": "int_lead_scoring__rules",
    "conditions": "int_lead_scoring__written_conditions",
    "rule_groups": "stg_lead_scoring__rule_groups",
    "bands": "stg_lead_scoring__bands",
    "stages": "stg_lead_scoring__stages",
}
SCORED = {"fit": "Fit: who they are", "engagement": "Engagement: what they do"}
BESIDE = ["require", "disqualify", "fast_track"]
INTRODUCTION = """\
# The rules in words

<!-- Written by `lead-scoring rules`. Edit the CSV files instead. -->

Read from the checked CSV files. The points of a group's rules add up, then come the group's cap \
and the bounds of fit and engagement. A field that is not known meets no condition but "is \
unknown"; text is compared without regard to case. Points that halve end after ten halvings."""

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
        blocks += _model(model, {name: _of(model, rows) for name, rows in tables.items()})
    return "\n\n".join(filter(None, blocks)) + "\n"


def _of(model: dict, rows: list[dict]) -> list[dict]:
    """The rows that are written for the model or for every model."""
    return [row for row in rows if row["model_id"] in (None, model["model_id"])]


def _model(model: dict, tables: Tables) -> list[str]:
    version = f", version {model['model_version']}" if model["model_version"] else ""
    is_challenger = model["status"] == "challenger"
    sentences = [
        model["description"] and model["description"].rstrip(".") + ".",
        "A challenger, scored for comparison: it puts nobody on the MQL list."
        if is_challenger
        else "",
        wording.audience(model),
        wording.bounds(model),
        wording.coverage(model),
    ]
    blocks = [
        _plain(f"## {model['model_id']} ({model['status']}{version})"),
        _plain(" ".join(filter(None, sentences))),
    ]
    for dimension, heading in SCORED.items():
        blocks += _dimension(dimension, heading, tables)
    beside = [
        f"- {_plain(wording.beside_the_score(rule, _conditions(rule, tables)))} {_name(rule)}"
        for dimension in BESIDE
        for rule in _ranked(tables["rules"])
        if rule["dimension"] == dimension
    ]
    stages = [
        f"- {_plain(wording.stage(row))}"
        for row in sorted(tables["stages"], key=lambda row: (row["stage_order"], row["stage"]))
    ]
    blocks += ["### Beside the score", "\n".join(beside)] if beside else []
    blocks += ["### Stages", "\n".join(stages)] if stages else []
    return blocks


def _dimension(dimension: str, heading: str, tables: Tables) -> list[str]:
    rules = [rule for rule in _ranked(tables["rules"]) if rule["dimension"] == dimension]
    bands = [row for row in tables["bands"] if row["dimension"] == dimension]
    caps = {
        row["rule_group"]: row for row in tables["rule_groups"] if row["dimension"] == dimension
    }
    blocks = [f"### {heading}", _plain(wording.bands(dimension, bands))]
    # The rules without a group come last.
    for group in sorted({rule["rule_group"] for rule in rules}, key=lambda name: (not name, name)):
        title = f"Group {group}: {wording.caps(caps.get(group))}" if group else "In no group"
        items = [
            f"- {_description(rule)}{_plain(wording.scored(rule, _conditions(rule, tables)))}"
            f" {_name(rule)}"
            for rule in rules
            if rule["rule_group"] == group
        ]
        blocks += [_plain(f"#### {title}"), "\n".join(items)]
    return blocks


def _ranked(rules: list[dict]) -> list[dict]:
    return sorted(rules, key=lambda rule: (-Decimal(str(rule["points"])), rule["rule_id"]))


def _conditions(rule: dict, tables: Tables) -> list[dict]:
    """The rule's own condition first; the same one written twice is one."""
    found = [row for row in tables["conditions"] if row["rule_id"] == rule["rule_id"]]
    found.sort(key=lambda row: (row["file"] != "rules", row["field"], row["condition_key"]))
    return list({row["condition_key"]: row for row in found}.values())


def _description(rule: dict) -> str:
    """Rules that are not described are described by their id, which stands behind them anyway."""
    return "" if rule["description"] == rule["rule_id"] else f"{_plain(rule['description'])}: "


def _name(rule: dict) -> str:
    return f"(`{rule['rule_id']}`)"


def _plain(text: str) -> str:
    """On one line, and without the characters that Markdown reads as more than themselves."""
    text = " ".join(text.split())
    return re.sub(r"[\\`*<\[\]]|(?<!\w)_|_(?!\w)", r"\\\g<0>", text)
