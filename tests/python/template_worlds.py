"""The rule files in templates/ and the shipped ones, and leads and events made from them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import yaml
from engine import CSV_COLUMNS, World
from hypothesis import strategies as st
from project import ROOT
from worlds import oracle_inputs

AS_OF = date(2026, 6, 30)
SHIPPED = "seeds"
TEMPLATES = sorted(path.name for path in (ROOT / "templates").iterdir() if path.is_dir())
INPUTS = ["leads", "events", "conversions"]
DERIVED = {
    "email_domain": "text", "is_free_email": "boolean", "country": "text",
    "title_seniority": "text", "title_department": "text",
}  # fmt: skip


def read_csv(path: Path) -> list[dict]:
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: cell or None for key, cell in row.items()} for row in csv.DictReader(file)]


@dataclass
class Template:
    """A template as somebody who copies it gets it: its files before the shipped ones."""

    name: str

    def __post_init__(self):
        self.folder = ROOT / (SHIPPED if self.name == SHIPPED else f"templates/{self.name}")
        if self.name == SHIPPED:
            project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
            self.vars = project["vars"]["lead_scoring"]
        else:
            self.vars = yaml.safe_load((self.folder / "vars.yml").read_text(encoding="utf-8"))
        self.attributes = self.vars["lead_scoring__lead_attributes"]
        self.properties = self.vars["lead_scoring__event_properties"]
        self.files = {name: read_csv(self._file(name)) for name in CSV_COLUMNS}
        prefix = "lead_scoring_sample" if self.name == SHIPPED else self.name
        self.sample = {
            name: read_csv(self.folder / "sample" / f"{prefix}_{name}.csv") for name in INPUTS
        }
        self.lead_types = {row["name"]: row["type"] for row in self.attributes}
        self.event_types = {row["name"]: row["type"] for row in self.properties}
        self.titles = self._titles()

    def _file(self, name: str) -> Path:
        own = self.folder / f"lead_scoring_{name}.csv"
        return own if own.exists() else ROOT / "seeds" / own.name

    @property
    def rules(self) -> list[dict]:
        return self.files["rules"]

    @property
    def readme(self) -> str:
        return (self.folder / "README.md").read_text(encoding="utf-8")

    def conditions(self, rule: dict) -> list[dict]:
        """All conditions of a rule, its own first."""
        more = [row for row in self.files["rule_conditions"] if row["rule_id"] == rule["rule_id"]]
        return [row for row in [rule, *more] if row["field"]]

    def type_of(self, field: str) -> str:
        return (DERIVED | self.lead_types | self.event_types).get(field, "number")

    def world(self, leads=(), events=()) -> World:
        return World(AS_OF, {"leads": list(leads), "events": list(events)}, self.files)

    def oracle_inputs(self, world: World):
        """As for any world, with what staging derives: read from the docs, not from its SQL."""
        leads, events, config, *_ = oracle_inputs(world, self.lead_types, self.event_types)
        leads = [
            replace(lead, attributes=lead.attributes | self.derive(lead.attributes))
            for lead in leads
        ]
        spellings = {row["raw_event_type"].lower(): row for row in self.files["event_types"]}
        known = [(spellings.get(event.event_type.lower()), event) for event in events]
        events = [
            replace(event, event_type=row["event_type"] if row else event.event_type)
            for row, event in known
            if row is None or row["actor"] in (None, "prospect")
        ]
        return leads, events, replace(config, lead_fields=self.lead_types | DERIVED)

    def derive(self, attributes: dict) -> dict:
        email, country = attributes.get("email"), attributes.get("country")
        domain = (email or "").lower().partition("@")[2] or None
        free = {row["email_domain"] for row in self.files["free_email_domains"]}
        countries = {row["spelling"]: row["country"] for row in self.files["countries"]}
        return {
            "email_domain": domain,
            "is_free_email": None if domain is None else str(domain in free).lower(),
            "country": country and countries.get(country.lower(), country),
            "title_seniority": self.title_label("seniority", attributes.get("job_title")),
            "title_department": self.title_label("department", attributes.get("job_title")),
        }

    def title_label(self, attribute: str, title: str | None) -> str | None:
        words = f" {re.sub(r'[,./&()|;:+-]', ' ', title or '').lower()} "
        found = [
            (int(row["priority"]), row["pattern"], row["label"])
            for row in self.files["title_patterns"]
            if row["attribute"] == attribute and f" {row['pattern']} " in words
        ]
        return min(found)[2] if found else None

    def _titles(self) -> dict[tuple[str, str], str]:
        """(attribute, label) -> a job title that has it."""
        return {
            (f"title_{row['attribute']}", row["label"]): row["pattern"]
            for row in self.files["title_patterns"]
            if self.title_label(row["attribute"], row["pattern"]) == row["label"]
        }

    # --- Values that meet a condition, or nearly do -----------------------------------------------

    def meeting(self, condition: dict) -> list[str]:
        """Values of the field that meet the condition."""
        operator, value = condition["operator"], condition["value"] or ""
        items = value.split("|")
        if operator in ("at_least", "at_most", "greater_than", "less_than"):
            step = {"at_least": 0, "greater_than": 1, "at_most": 0, "less_than": -1}[operator]
            return [f"{float(value) + step:g}"]
        return {
            "equals": [value],
            "in": items,
            "between": items,
            "starts_with": [value, f"{value}/more"],
            "is_true": ["true"],
            "is_false": ["false"],
            "is_known": ["somebody@somewhere.example"],
        }[operator]

    def nearby(self, condition: dict) -> list[str | None]:
        """Values that meet it, some next to them, and none at all."""
        values = self.meeting(condition)
        near = []
        if self.type_of(condition["field"]) == "number":
            near = [f"{float(value) + step:g}" for value in values for step in (-1, 0.5, 1)]
        return [*values * 4, *near, "true", "false", "something else", None]

    def written(self, field: str, value: str) -> dict[str, str]:
        """A value of a field as the attribute that it is derived from."""
        if field == "email_domain":
            return {"email": f"somebody@{value}"}
        if field == "is_free_email":
            return {"email": f"somebody@{'gmail.com' if value == 'true' else 'acme.example'}"}
        if field.startswith("title_"):
            return {"job_title": self.titles[field, value]}
        if field == "days_since_created":
            return {"created_at": days_ago(int(value))}
        return {field: value}

    def example(self, rule: dict, lead_id: str) -> tuple[dict, list[dict]]:
        """A lead, with events, that is made to match the rule and to lack no requirement."""
        lead = {"lead_id": lead_id, "created_at": days_ago(100)}
        events, properties = [], {}
        required = [other for other in self.rules if other["dimension"] == "require"]
        for other in [*required, rule]:
            for condition in self.conditions(other):
                field, value = condition["field"], self.meeting(condition)[0]
                if other["event_type"]:
                    properties[field] = value
                elif field == "days_since_last_activity":
                    events.append({"event_type": "anything", "occurred_at": days_ago(int(value))})
                else:
                    lead |= self.written(field, value)
        if rule["event_type"]:
            events += [
                {"event_type": rule["event_type"], "occurred_at": days_ago(0), **properties}
            ] * int(rule["min_occurrences"] or 1)
        return lead, [{**event, "lead_id": lead_id} for event in events]


@st.composite
def people(draw, template: Template) -> tuple[list[dict], list[dict]]:
    """Leads and events from the fields, event types and values that the rules know."""
    on_leads = [c for r in template.rules if not r["event_type"] for c in template.conditions(r)]
    on_events = [r for r in template.rules if r["event_type"]]
    ages = st.sampled_from([0, 0, 1, 2, 3, 6, 7, 8, 13, 14, 15, 29, 30, 60, 90, 180, 400])
    titles = [row["pattern"].title() for row in template.files["title_patterns"]]
    values = {name: [None, "something else"] for name in template.lead_types}
    for condition in on_leads:
        if condition["field"] in template.lead_types:
            values[condition["field"]] += template.nearby(condition)
        elif condition["field"] == "email_domain":
            values["email"] += [f"Me@{domain}" for domain in template.meeting(condition)]
    values["email"] += ["me@gmail.com", "me@acme.example", "me@acme.example"]
    if "job_title" in values:
        values["job_title"] += titles
    if "country" in values:
        values["country"] += [row["spelling"] for row in template.files["countries"][:9]]
    leads = [
        {
            "lead_id": f"lead {number}",
            "created_at": days_ago(draw(ages)),
            **{name: draw(st.sampled_from(known)) for name, known in values.items()},
        }
        for number in range(draw(st.integers(1, 8)))
    ]
    # Since when each has been quiet, in days.
    quiet = {lead["lead_id"]: draw(st.sampled_from([0, 0, 7, 31, 100, 200])) for lead in leads}
    spellings = [row["raw_event_type"].title() for row in template.files["event_types"]]
    events = []
    for number in range(draw(st.integers(0, 60))):
        rule, lead_id = draw(st.sampled_from(on_events)), draw(st.sampled_from(sorted(quiet)))
        event = {
            "event_id": f"e{number}",
            "lead_id": lead_id,
            "event_type": draw(
                st.sampled_from([rule["event_type"]] * 4 + [draw(st.sampled_from(spellings))])
            ),
            "occurred_at": days_ago(quiet[lead_id] + draw(ages)),
        }
        for condition in template.conditions(rule):
            event[condition["field"]] = draw(st.sampled_from(template.nearby(condition)))
        events.append(event)
    return leads, events


def days_ago(days: int) -> str:
    return (AS_OF - timedelta(days=days)).isoformat()


def numbered(events: list[dict]) -> list[dict]:
    """The events with an id each."""
    return [{**event, "event_id": f"e{number}"} for number, event in enumerate(events)]
