"""Which row of a lead counts on a day, against plain Python: rows that were changed before and after the
as-of date, with and without a history."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.every_engine
FEWER = max(2, settings.default.max_examples // 3)

AS_OF = date(2026, 6, 30)
# Leads know nothing of each other, so many are tried in one build.
LEADS = [f"lead {number}" for number in range(40)]


@st.composite
def versions(draw) -> World:
    """A few rows of each lead around the as-of date, each with a value of its own and changed at a
    minute of its own."""
    leads, history = [], []
    for lead_id in LEADS:
        minutes = iter(draw(st.permutations(range(60))))

        def moment(fewest: int, most: int, minutes=minutes) -> str:
            day = AS_OF + timedelta(days=draw(st.integers(fewest, most)))
            return f"{day} {draw(st.integers(0, 23)):02}:{next(minutes):02}"

        leads += [
            {"lead_id": lead_id, "created_at": moment(-5, 1),
             "updated_at": moment(-4, 3) if draw(st.booleans()) else None, "color": f"row {number}"}
            for number in range(draw(st.integers(0, 4)))
        ]  # fmt: skip
        history += [
            {"lead_id": lead_id, "valid_from": moment(-3, 2), "color": f"version {number}"}
            for number in range(draw(st.integers(0, 4)))
        ]
    return World(AS_OF, {"leads": leads, "lead_history": history})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def changed(row: dict) -> datetime:
    return at(row["updated_at"] or row["created_at"])


def used_row(world: World, lead_id: str) -> dict | None:
    """The newest known by the as-of date, or else the oldest."""
    rows = [
        row
        for row in world.inputs["leads"]
        if row["lead_id"] == lead_id and at(row["created_at"]).date() <= AS_OF
    ]
    known = [row for row in rows if changed(row).date() <= AS_OF]
    return max(known, key=changed) if known else min(rows, key=changed, default=None)


def expected_versions(world: World, lead_id: str) -> list[tuple[date | None, str]]:
    """From which day on the lead has which color."""
    lead = used_row(world, lead_id)
    if lead is None:
        return []
    last_of_day: dict[date, tuple[datetime, str]] = {}
    for row in world.inputs["lead_history"]:
        if row["lead_id"] == lead_id:
            since = at(row["valid_from"])
            version = (since, row["color"])
            last_of_day[since.date()] = max(last_of_day.get(since.date(), version), version)
    first = min(last_of_day, default=None)
    known = {day: found for day, found in last_of_day.items() if day <= AS_OF or day == first}
    updated = lead["updated_at"] and at(lead["updated_at"])
    if not known:
        return [(None, lead["color"])]
    if updated and updated.date() <= AS_OF and updated > max(known.values())[0]:
        known[updated.date()] = (updated, lead["color"])
    days = sorted(known)
    return [(day if day != days[0] else None, known[day][1]) for day in days]


@settings(max_examples=FEWER)
@given(world=versions())
def test_the_newest_version_known_by_the_day_counts(engine: Engine, world: World):
    columns = [*engine.columns["input_leads"]]
    engine.columns["input_leads"] = [*columns, "updated_at"]
    try:
        engine.run(world, only={"stg_lead_scoring__leads", "lead_scoring__rejected_records"})
    finally:
        engine.columns["input_leads"] = columns
    rows = engine.rows(
        "select lead_id, valid_from, attribute_color as color from stg_lead_scoring__lead_versions"
    )
    found = {lead_id: [] for lead_id in LEADS}
    for row in sorted(rows, key=lambda row: row["valid_from"] or date.min):
        found[row["lead_id"]].append((row["valid_from"], row["color"]))
    wanted = {lead_id: expected_versions(world, lead_id) for lead_id in LEADS}
    assert found == wanted

    today = {
        row["lead_id"]: row["color"]
        for row in engine.rows(
            "select lead_id, attribute_color as color from stg_lead_scoring__leads"
        )
    }
    assert today == {
        lead_id: ([colors[0]] + [c for c in colors[1:] if c[0] <= AS_OF])[-1][1]
        for lead_id, colors in wanted.items()
        if colors
    }

    reasons = {
        (row["input_name"], row["rejection_reason"]): row["rejected_records"]
        for row in engine.rows("select * from lead_scoring__rejected_records")
    }
    leads = world.inputs["leads"]
    unborn = [row for row in leads if at(row["created_at"]).date() > AS_OF]
    left = [row for row in leads if row not in unborn and row != used_row(world, row["lead_id"])]
    later = [row for row in left if changed(row).date() > AS_OF]
    assert {reason: count for (name, reason), count in reasons.items() if name == "leads"} == {
        reason: len(rows)
        for reason, rows in [
            ("future_lead", unborn),
            ("future_version", later),
            ("duplicate", [row for row in left if row not in later]),
        ]
        if rows
    }
    # Of the history everything is counted that is no version.
    versions_of_history = sum(
        color.startswith("version") for colors in wanted.values() for _, color in colors
    )
    assert versions_of_history + sum(
        count for (name, _), count in reasons.items() if name == "lead_history"
    ) == len(world.inputs["lead_history"])
