"""The figures about each rule equal the oracle's, and the warnings say what a reader should look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import oracle
import pytest
from engine import Engine, World
from hypothesis import given, settings
from test_oracle import TIE
from worlds import oracle_inputs, worlds

TODAY = date(2026, 6, 30)
VISIT = {"dimension": "engagement", "event_type": "view", "points": "10"}
RED = {"dimension": "fit", "field": "color", "operator": "equals", "value": "red", "points": "10"}


COVERAGE = {"lead_scoring__rule_coverage", "lead_scoring__event_type_coverage"}


def coverage(engine: Engine) -> dict[tuple[str, str], dict]:
    rows = engine.rows("select * from lead_scoring__rule_coverage")
    found = {(row["model_id"], row["rule_id"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def by_hand(world: World) -> dict[tuple[str, str], dict]:
    """The same figures, counted lead by lead from what the oracle says of each."""
    leads, events, config, conversions, _ = oracle_inputs(world)
    sets = defaultdict(lambda: defaultdict(set))
    points = defaultdict(list)
    for lead in oracle._population(leads, events, config, world.as_of):
        lead_id, model = lead.lead.lead_id, lead.model
        for rule in model.rules:
            found = sets[model.model_id, rule.rule_id]
            found["scored"].add(lead_id)
            if rule.event_type:
                # Also what happened before sales gave the lead back.
                tally = rule.tally(lead.matched_days[rule])
                days = {day for day, *_ in tally if day <= world.as_of}
                found["days"] |= days
            else:
                days = lead.occurrences(rule, world.as_of)
            if days:
                found["matched"].add(lead_id)
        for entry in lead.entries(world.as_of):
            if entry.entry_type == "rule":
                points[model.model_id, entry.rule_id].append(entry.points)
    converted = set(conversions)
    return {
        key: {
            "scored_leads": len(found["scored"]),
            "matched_leads": len(found["matched"]),
            "matched_conversions": len(found["matched"] & converted),
            "other_leads": len(found["scored"] - found["matched"]),
            "other_conversions": len((found["scored"] - found["matched"]) & converted),
            "last_match_date": max(found["days"], default=None),
            "points": points[key],
        }
        for key, found in sets.items()
    }


@given(world=worlds())
@settings(max_examples=max(2, settings.default.max_examples // 3))
def test_the_figures_equal_the_oracle(engine: Engine, world: World):
    engine.run(world, only=COVERAGE)
    assert_rules_equal(engine, world)
    assert_event_types_equal(engine, world)


def assert_rules_equal(engine: Engine, world: World) -> None:
    expected = by_hand(world)
    for key, row in coverage(engine).items():
        # The oracle speaks of rules only where there is a lead.
        figures = expected.pop(key, {"scored_leads": 0, "matched_leads": 0, "points": []})
        points = figures.pop("points")
        assert {name: row[name] for name in figures} == figures, key
        if row["dimension"] in ("fit", "engagement"):
            assert abs(row["points_given"] - sum(points, Decimal(0))) <= TIE * len(points), key
        else:
            assert row["points_given"] is None and not points, key
    assert not expected


def assert_event_types_equal(engine: Engine, world: World) -> None:
    _, events, *_ = oracle_inputs(world)
    expected = Counter(event.event_type.lower() for event in events)
    rows = {
        row["event_type"]: row
        for row in engine.rows("select * from lead_scoring__event_type_coverage")
    }
    assert {name: row["events"] for name, row in rows.items()} == expected
    rules = coverage(engine).values()
    for name, row in rows.items():
        of_type = [event for event in events if event.event_type.lower() == name]
        assert row["leads"] == len({event.lead_id for event in of_type})
        assert row["last_event_date"] == max(event.occurred_on for event in of_type)
        assert row["rules"] == len({r["rule_id"] for r in rules if r["event_type"] == name})
    for rule in rules:
        is_unknown = rule["event_type"] is not None and rule["event_type"] not in rows
        assert rule["has_unknown_event_type"] == is_unknown


def warnings(engine: Engine, rules: list[dict], red=(0, 0), blue=(0, 0), visits=()) -> dict:
    """What is said of each rule, where `red` and `blue` are (leads, conversions among them)."""
    numbers = {
        color: [f"{color} {number}" for number in range(leads)]
        for color, (leads, _) in [("red", red), ("blue", blue)]
    }
    converted = numbers["red"][: red[1]] + numbers["blue"][: blue[1]]
    leads = [
        {"lead_id": lead_id, "created_at": "2026-01-01", "color": color}
        for color, lead_ids in numbers.items()
        for lead_id in lead_ids
    ]
    events = [
        {"event_id": f"e{age}", "lead_id": "red 0", "event_type": "view",
         "occurred_at": (TODAY - timedelta(days=age)).isoformat()}
        for age in visits
    ]  # fmt: skip
    conversions = [{"lead_id": lead_id, "converted_at": "2026-06-01"} for lead_id in converted]
    engine.run(
        World(
            TODAY,
            {"leads": leads, "events": events, "conversions": conversions},
            {"models": [{"model_id": "m", "status": "live"}], "rules": rules},
        ),
        only=COVERAGE,
    )
    return {rule_id: row["warnings"] for (_, rule_id), row in coverage(engine).items()}


def test_a_rule_with_nothing_odd_has_no_warning(engine: Engine):
    rules = [{**VISIT, "rule_id": "view"}, {**RED, "rule_id": "red"}]
    said = warnings(engine, rules, red=(1, 0), blue=(1, 0), visits=[89])
    assert said == {"view": None, "red": None}


def test_a_dead_rule(engine: Engine):
    rules = [
        {**VISIT, "rule_id": "view"},
        {**RED, "rule_id": "green", "value": "green"},
        {**RED, "rule_id": "over", "valid_to": "2026-06-29"},
    ]
    said = warnings(engine, rules, red=(1, 0), blue=(1, 0), visits=[90])
    assert said == {
        "view": "no match in the last 90 days",
        "green": "matches no lead",
        "over": "is not in force on this day",
    }


def test_an_event_type_that_never_came_and_one_without_a_rule(engine: Engine):
    rules = [{**VISIT, "rule_id": "demo", "event_type": "demo_booked"}]
    said = warnings(engine, rules, red=(1, 0), visits=[0, 1])
    assert said["demo"] == (
        "no match in the last 90 days; no scored event of the type demo_booked has ever come"
    )
    assert engine.rows("select * from lead_scoring__event_type_coverage") == [
        {"event_type": "view", "events": 2, "leads": 1, "last_event_date": TODAY,
         "rules": 0, "is_unscored": True}
    ]  # fmt: skip


@pytest.mark.parametrize(("unknown", "is_told"), [(1, False), (2, True)])
def test_more_than_a_tenth_of_events_for_nobody_is_a_warning(
    engine: Engine, unknown: int, is_told: bool
):
    events = [
        {
            "event_id": str(number),
            "lead_id": "nobody" if number < unknown else "one",
            "event_type": "view",
            "occurred_at": "2026-06-01",
        }
        for number in range(10)
    ]
    inputs = {"leads": [{"lead_id": "one", "created_at": "2026-01-01"}], "events": events}
    rules = [{**VISIT, "rule_id": "view"}]
    engine.run(
        World(TODAY, inputs, {"models": [{"model_id": "m", "status": "live"}], "rules": rules})
    )
    found = engine.failures(TODAY, engine.warnings)
    assert ("lead_scoring__few_records_are_rejected" in found) == is_told


def test_a_rule_that_matches_nearly_everyone(engine: Engine):
    rules = [{**RED, "rule_id": "red"}]
    assert warnings(engine, rules, red=(97, 0), blue=(3, 0))["red"] == "matches 97 % of leads"
    assert warnings(engine, rules, red=(95, 0), blue=(5, 0))["red"] is None


def test_the_same_rule_again(engine: Engine):
    """Points do not make another rule, decay and dimension do."""
    rules = [
        {**VISIT, "rule_id": "b", "points": "5"},
        {**VISIT, "rule_id": "c"},
        {**VISIT, "rule_id": "a"},
        {**VISIT, "rule_id": "fading", "decay": "linear", "decay_days": "30"},
        {**VISIT, "rule_id": "fit", "dimension": "fit"},
    ]
    assert warnings(engine, rules, red=(1, 0), blue=(1, 0), visits=[0]) == {
        "a": "same as b", "b": "same as a", "c": "same as a", "fading": None, "fit": None,
    }  # fmt: skip


def test_points_with_the_wrong_sign(engine: Engine):
    rules = [
        {**RED, "rule_id": "plus"},
        {**RED, "rule_id": "minus", "value": "blue", "points": "-7.5"},
        {**RED, "rule_id": "right", "points": "-10", "dimension": "engagement"},
        {**RED, "rule_id": "barred", "dimension": "disqualify", "points": None},
    ]
    said = warnings(engine, rules, red=(40, 2), blue=(100, 40))
    assert said == {
        "plus": "points say +10, but 2 of 40 matched leads converted against 40 of 100 others",
        "minus": "points say -7.5, but 40 of 100 matched leads converted against 2 of 40 others",
        "right": None,
        "barred": None,
    }
    # 5 % against 15 % may still be chance: 2 of 40 could be 16 %, and 30 of 200 could be 11 %.
    assert warnings(engine, rules, red=(40, 2), blue=(200, 30))["plus"] is None
