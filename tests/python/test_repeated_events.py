"""Rows that share an event_id, against plain Python: repetitions, the same id with other contents, and
the same id under another lead, whom a merge may make the same person."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.every_engine

AS_OF = date(2026, 6, 30)
FEWER = max(2, settings.default.max_examples // 3)
# Ids that have nothing to do with each other, so many are tried in one build.
GROUPS = range(20)
LEADS = ["a", "b", "c", "nobody"]


@st.composite
def repeated_events(draw) -> World:
    leads, aliases, events = [], [], []
    for group in GROUPS:
        merged = draw(st.lists(st.sampled_from([("b", "a"), ("c", "b"), ("a", "c")]), max_size=2))
        aliases += [
            {"alias_lead_id": f"{old}{group}", "lead_id": f"{new}{group}"} for old, new in merged
        ]
        leads += [{"lead_id": f"{lead}{group}", "created_at": "2026-01-01"} for lead in LEADS[:3]]
        events += [
            {
                "event_id": f"{draw(st.sampled_from(['1', '2']))} of {group}",
                "lead_id": f"{draw(st.sampled_from(LEADS))}{group}",
                "event_type": draw(st.sampled_from(["view", "View ", "click"])),
                "occurred_at": draw(
                    st.sampled_from(["2026-06-01", "2026-06-01T00:00Z", "2026-06-02"])
                ),
                "page": draw(st.sampled_from(["/x", None])),
                "amount": draw(st.sampled_from(["1", "1.0", None, None])),
            }
            for _ in range(draw(st.integers(0, 8)))
        ]
    return World(AS_OF, {"leads": leads, "lead_aliases": aliases, "events": events})


def person(lead_id: str, world: World) -> str:
    merges = {row["alias_lead_id"]: row["lead_id"] for row in world.inputs["lead_aliases"]}
    for _ in LEADS:
        lead_id = merges.get(lead_id, lead_id)
    return lead_id


def content(row: dict) -> tuple:
    """What happened when; null after everything else."""
    page, amount = row["page"], row["amount"] and float(row["amount"])
    return (
        row["occurred_at"][:10], page is None, page or "", amount is None, amount or 0,
        row["event_type"].strip().lower(),
    )  # fmt: skip


def reasons(world: World) -> Counter:
    """How many rows are not used, and why."""
    found = Counter()
    first: dict[str, dict] = {}
    for row in sorted(world.inputs["events"], key=lambda row: (content(row), row["lead_id"])):
        kept = first.setdefault(row["event_id"], row)
        if kept is row:
            reason = None if not row["lead_id"].startswith("nobody") else "unknown_lead"
        elif person(kept["lead_id"], world) != person(row["lead_id"], world):
            reason = "event_id_of_another_lead"
        else:
            reason = "duplicate" if content(kept) == content(row) else "conflicting_duplicate"
        found[reason] += 1
    return found


@settings(max_examples=FEWER)
@given(world=repeated_events())
def test_only_an_identical_repetition_is_a_duplicate(engine: Engine, world: World):
    engine.run(world, only={"lead_scoring__rejected_records", "base_lead_scoring__events"})
    wanted = reasons(world)
    rows = engine.rows("select rejection_reason from base_lead_scoring__events")
    assert Counter(row["rejection_reason"] for row in rows) == wanted
    counted = engine.rows(
        "select rejection_reason, rejected_records from lead_scoring__rejected_records"
        " where input_name = 'events'"
    )
    del wanted[None]
    assert {row["rejection_reason"]: row["rejected_records"] for row in counted} == wanted
