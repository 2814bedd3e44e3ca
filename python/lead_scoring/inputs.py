"""Whether the inputs have the columns that the package reads, and who asks for those that they lack."""

from __future__ import annotations

from collections import defaultdict

from lead_scoring import csv_text, models
from lead_scoring.session import ProjectError, Session

# What an input is asked for: our name of each column, and the one that it goes by there.
READ_COLUMNS = """
{%- for input, names in lead_scoring.input_columns().items() %}
{%- set last_input = loop.last %}
{%- for name in names %}
select
    '{{ input }}' as input_name,
    '{{ name }}' as column_name,
    '{{ lead_scoring.input_column(input, name) | replace("'", "''") }}' as source,
    {{ 1 if lead_scoring.optional_column(input, name).optional else 0 }} as is_optional
{{ 'union all' if not (last_input and loop.last) }}
{%- endfor %}
{%- endfor %}
"""
DECLARED_IN = {
    "leads": "lead_scoring__lead_attributes",
    "lead_history": "lead_scoring__lead_attributes",
    "events": "lead_scoring__event_properties",
}


def missing_columns(session: Session) -> list[dict]:
    """A finding for each column that an input lacks. Of an input that is not there yet, the build
    tells."""
    read: dict[str, list[dict]] = defaultdict(list)
    for row in session.query(READ_COLUMNS):
        if not int(row["is_optional"]):
            read[row["input_name"]].append(row)
    found = []
    for name, columns in read.items():
        relation = session.input_relation(name)
        there = _columns(session, relation) if relation else None
        if there is not None:
            found += [
                (name, relation, column["column_name"], column["source"])
                for column in columns
                if column["source"].strip('"`').lower() not in there
            ]
    asked = _asked_fields(session) if found else {}
    return [_finding(*each, asked) for each in found]


def _columns(session: Session, relation: str) -> set[str] | None:
    try:
        return set(session.columns(relation))
    except ProjectError:
        return None


def _asked_fields(session: Session) -> dict[tuple[bool, str], list[str]]:
    """By whether it is of events, and the name of a field: which rules and audiences ask for it."""
    asked: dict[tuple[bool, str], list[str]] = defaultdict(list)
    items = session.relation(models.CONDITION_ITEMS)
    for rule, model, scope, field in session.fetch(
        f"select distinct rule_id, model_id, scope, field from {items}"
    ):
        who = f"rule {rule}" if rule else f"the audience of model {model}"
        asked[scope == "event", field].append(who)
    return asked


def _finding(input_name: str, relation: str, name: str, source: str, asked: dict) -> dict:
    who = sorted(set(asked.get((input_name == "events", name), [])))
    is_declared = input_name in DECLARED_IN and name not in (
        "lead_id", "created_at", "valid_from", "event_id", "event_type", "occurred_at"
    )  # fmt: skip
    allowed = f"a column of that name, or yours in lead_scoring__columns ({input_name}: {name})"
    sentence = f"the {input_name} input {relation} has no column {source}"
    if is_declared:
        sentence += f", which {DECLARED_IN[input_name]} declares"
        allowed += f"; or take it out of {DECLARED_IN[input_name]}"
        if who:
            sentence += f" and {csv_text.listed(who)} ask{'s' if len(who) == 1 else ''} for"
            allowed += f" and of {'what' if len(who) == 1 else 'all that'} asks for it"
    return {
        "file": input_name,
        "row_name": "the input",
        "column_name": source,
        "came": "no such column",
        "allowed": allowed,
        "sentence": f"{sentence}; expected {allowed}",
        "path": None,
        "lines": [],
    }
