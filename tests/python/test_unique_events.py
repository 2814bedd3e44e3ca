"""`lead_scoring__events_are_unique`: staging has dropped what was delivered twice, and is believed."""

from __future__ import annotations

import copy

import pytest
from engine import Engine
from test_spark import one_world
from worlds import ATTRIBUTES, PROPERTIES

HELD_BY = "lead_scoring__no_event_is_delivered_twice"
TABLES = [
    "lead_scoring__lead_scores",
    "lead_scoring__score_ledger",
    "lead_scoring__stage_history",
    "lead_scoring__rejected_records",
    "lead_scoring__event_type_coverage",
]


@pytest.fixture(scope="module")
def engines(tmp_path_factory) -> tuple[Engine, Engine]:
    """As usual, and with unique events."""
    folder = tmp_path_factory.mktemp("unique_events")
    return tuple(
        Engine(folder / str(unique), ATTRIBUTES, PROPERTIES, events_are_unique=unique)
        for unique in (False, True)
    )


def test_events_that_come_once_give_the_same_marts_without_a_window(engines):
    world = one_world()
    by_id = {str(event.get("event_id")).strip(): event for event in world.inputs["events"]}
    world.inputs["events"] = list(by_id.values())
    usual, unique = engines
    for engine in engines:
        engine.run(world, only=set(TABLES))
    for name in TABLES:
        assert _rows(unique, name) == _rows(usual, name), name
    assert "row_number()" in usual.statements["int_lead_scoring__event_days"]
    assert "row_number()" not in unique.statements["int_lead_scoring__event_days"]


def test_a_repetition_is_told_by_a_test_that_exists_only_then(engines):
    world = one_world()
    lead = world.inputs["leads"][0]["lead_id"]
    event = {"lead_id": lead, "event_type": "view", "occurred_at": world.as_of.isoformat()}
    world.inputs["events"] = [{**event, "event_id": name} for name in ("once", "twice")]
    usual, unique = engines
    assert HELD_BY not in usual.data_tests
    held = {HELD_BY: unique.data_tests[HELD_BY]}
    unique.run(world)
    assert unique.failures(world.as_of, held) == {}
    repeated = copy.deepcopy(world)
    repeated.inputs["events"].append({**event, "event_id": "twice"})
    unique.run(repeated)
    assert unique.failures(repeated.as_of, held) == {HELD_BY: [("twice", 2)]}


def _rows(engine: Engine, name: str) -> list[tuple]:
    return sorted(engine.connection.execute(f"from {name}").fetchall(), key=repr)
