"""What must hold for any data and any rules, whatever the scores are."""

from __future__ import annotations

import copy
import random
from datetime import date, timedelta

import oracle
import pytest
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from test_oracle import SCORE_MARTS, assert_scores_equal
from worlds import conditions, oracle_inputs, untidy_worlds, utc_day, worlds

MARTS = [
    "lead_scoring__lead_scores",
    "lead_scoring__score_ledger",
    "lead_scoring__mql_list",
    "lead_scoring__rule_coverage",
    "lead_scoring__event_type_coverage",
    "lead_scoring__threshold_backtest",
    "lead_scoring__threshold_recommendations",
    "lead_scoring__rule_change_impact",
    "lead_scoring__rule_change_summary",
    "lead_scoring__rule_change_backtest",
    "lead_scoring__rejected_records",
]
UNTIMED_MARTS = MARTS[:-1]
# Each example builds several times.
FEWER = max(3, settings.default.max_examples // 3)


def marts(engine: Engine, names=MARTS) -> dict[str, list]:
    return {
        name: sorted(engine.connection.execute(f"select * from {name}").fetchall(), key=repr)
        for name in names
    }


def until(world: World, day: date) -> World:
    """The world as it was known at the end of a day."""
    past = copy.deepcopy(world)
    past.as_of = day
    for name, column in [
        ("leads", "created_at"), ("events", "occurred_at"), ("conversions", "converted_at"),
    ]:  # fmt: skip
        past.inputs[name] = [
            row for row in past.inputs.get(name, []) if utc_day(row[column]) <= day
        ]
    return past


@pytest.mark.every_engine
@given(world=worlds(), days=st.integers(0, 120))
@settings(max_examples=FEWER)
def test_a_past_date_gives_what_a_run_on_that_day_gave(engine: Engine, world: World, days: int):
    day = world.as_of - timedelta(days=days)
    engine.run(until(world, day), only=set(MARTS))
    then = marts(engine, UNTIMED_MARTS)
    hindsight = copy.deepcopy(world)
    hindsight.as_of = day
    engine.run(hindsight, only=set(MARTS))
    assert marts(engine, UNTIMED_MARTS) == then


@pytest.mark.every_engine
@given(world=worlds(), seed=st.integers(0, 9))
@settings(max_examples=FEWER)
def test_the_order_of_rows_changes_nothing(engine: Engine, world: World, seed: int):
    engine.run(world, only=set(MARTS))
    before = marts(engine)
    shuffled = copy.deepcopy(world)
    for rows in [*shuffled.inputs.values(), *shuffled.files.values()]:
        random.Random(seed).shuffle(rows)
    engine.run(shuffled, only=set(MARTS))
    assert marts(engine) == before


@given(world=worlds(), share=st.integers(0, 3))
@settings(max_examples=FEWER)
def test_the_batches_in_which_rows_arrive_change_nothing(engine: Engine, world: World, share: int):
    engine.run(World(world.as_of, {}, world.files), only=set(MARTS))
    for batch in (share, 4):
        arrived = {name: rows[: len(rows) * batch // 4] for name, rows in world.inputs.items()}
        engine.run(World(world.as_of, arrived, world.files), only=set(MARTS))
    in_batches = marts(engine)
    assert_scores_equal(engine, world)
    engine.run(World(date(1999, 1, 1)), only=set(MARTS))
    engine.run(world, only=set(MARTS))
    assert marts(engine) == in_batches


@given(world=worlds(max_events=12))
@settings(max_examples=FEWER)
def test_repeated_rows_change_nothing_but_the_count_of_rejects(engine: Engine, world: World):
    engine.run(world, only=set(MARTS))
    before = marts(engine, UNTIMED_MARTS)
    doubled = copy.deepcopy(world)
    for name, rows in doubled.inputs.items():
        doubled.inputs[name] = [*rows, *rows]
    engine.run(doubled, only=set(MARTS))
    assert marts(engine, UNTIMED_MARTS) == before


@given(world=worlds(max_rules=6))
@settings(max_examples=FEWER)
def test_merged_leads_keep_their_history(engine: Engine, world: World):
    """Events booked under an old id, and an old id's own id, count for the lead that survived."""
    engine.run(world, only=set(MARTS))
    before = marts(engine, UNTIMED_MARTS)
    merged = copy.deepcopy(world)
    merged.inputs["lead_aliases"] = [
        {"alias_lead_id": "older", "lead_id": "old"},
        *({"alias_lead_id": f"old-{row['lead_id']}", "lead_id": row["lead_id"]}
          for row in merged.inputs["leads"]),
    ]  # fmt: skip
    for number, event in enumerate(merged.inputs["events"]):
        if number % 2:
            event["lead_id"] = f"old-{event['lead_id']}"
    engine.run(merged, only=set(MARTS))
    assert marts(engine, UNTIMED_MARTS) == before


@pytest.mark.every_engine
@given(world=untidy_worlds())
@settings(max_examples=FEWER)
def test_the_data_tests_hold_on_any_data(engine: Engine, world: World):
    """They run in every user's build, so none may fail on data and rules that are allowed."""
    assert len(engine.data_tests) > 50
    engine.run(world, checked=True)
    assert engine.failures(world.as_of) == {}


def _plain_world(**parts) -> World:
    inputs = {
        "leads": [{"lead_id": "one", "created_at": "2026-01-01", "size": "5"}],
        "events": [],
        "conversions": [],
        **parts.pop("inputs", {}),
    }
    files = {
        "models": [{"model_id": "m", "status": "live", "fit_max": "40", "engagement_max": "60"}],
        **parts,
    }
    return World(as_of=date(2026, 6, 30), inputs=inputs, files=files)


def test_thousands_of_rules(engine: Engine):
    """3,000 rules of a dozen shapes on leads with events, against the oracle."""
    written = [
        {
            "rule_id": f"r{number}",
            "dimension": "engagement" if number % 3 else "fit",
            "rule_group": f"g{number % 40}",
            "event_type": "view" if number % 3 else None,
            "field": "amount" if number % 3 else "size",
            "operator": "at_least",
            "value": str(number % 97),
            "points": str(number % 7 - 2),
            "decay": "half_life" if number % 3 else None,
            "decay_days": str(1 + number % 90),
            "limit_count": "2" if number % 2 else None,
            "limit_period": "week" if number % 2 else None,
        }
        for number in range(3000)
    ]
    events = [
        {"event_id": str(n), "lead_id": f"l{n % 5}", "event_type": "view",
         "occurred_at": (date(2026, 6, 30) - timedelta(days=n % 37)).isoformat(),
         "amount": str(n % 100)}
        for n in range(120)
    ]  # fmt: skip
    leads = [
        {"lead_id": f"l{n}", "created_at": "2026-01-01", "size": str(20 * n)} for n in range(5)
    ]
    groups = [
        {"dimension": dimension, "rule_group": f"g{n}", "min_points": "-5", "max_points": "9"}
        for n in range(0, 40, 2)
        for dimension in ("fit", "engagement")
    ]
    world = _plain_world(
        inputs={"leads": leads, "events": events}, rules=written, rule_groups=groups
    )
    engine.run(world, only=SCORE_MARTS)
    assert assert_scores_equal(engine, world) == 5


@pytest.mark.every_engine
def test_one_lead_with_ten_thousand_events(engine: Engine):
    events = [
        {"event_id": str(n), "lead_id": "one", "event_type": "view",
         "occurred_at": f"{date(2026, 6, 30) - timedelta(days=n % 400)} 10:{n % 60:02d}:00",
         "page": "red" if n % 3 else "blue"}
        for n in range(10_000)
    ]  # fmt: skip
    rules = [
        {"rule_id": "a", "dimension": "engagement", "event_type": "view", "points": "1",
         "decay": "half_life", "decay_days": "14"},
        {"rule_id": "b", "dimension": "engagement", "event_type": "view", "points": "0.3",
         "field": "page", "operator": "equals", "value": "red",
         "limit_count": "7", "limit_period": "month", "decay": "linear", "decay_days": "365"},
    ]  # fmt: skip
    world = _plain_world(inputs={"events": events}, rules=rules)
    engine.run(world, only=SCORE_MARTS)
    assert assert_scores_equal(engine, world) == 1


@pytest.mark.every_engine
def test_empty_inputs_and_empty_files(engine: Engine):
    engine.run(World(as_of=date(2026, 6, 30)))
    assert all(not rows for rows in marts(engine).values())
    engine.run(_plain_world(inputs={"leads": []}))
    assert engine.rows("select count(*) as n from lead_scoring__threshold_backtest") == [{"n": 202}]


@given(condition=conditions({"color": "text", "plan": "text", "size": "number"}))
@settings(max_examples=FEWER)
def test_match_keys_are_blind_to_points_and_to_the_order_of_conditions(engine: Engine, condition):
    other = {"field": "active", "operator": "is_true", "value": None}
    base = {"dimension": "fit", "points": "1"}
    world = _plain_world(
        rules=[
            {**base, **condition, "rule_id": "a"},
            {**base, **condition, "rule_id": "dear", "points": "40", "rule_group": "g"},
            {**base, **condition, "rule_id": "both"},
            {**base, **other, "rule_id": "swapped"},
        ],
        rule_conditions=[
            {"rule_id": "both", **other},
            {"rule_id": "swapped", **condition},
        ],
    )
    engine.run(world, only={"int_lead_scoring__rules"})
    keys = {
        row["rule_id"]: row["match_key"]
        for row in engine.rows("select rule_id, match_key from int_lead_scoring__rules")
    }
    assert keys["a"] == keys["dear"] != keys["both"] == keys["swapped"]


def test_the_oracle_is_not_blind():
    """A sanity check of the comparison itself: a changed rule changes the oracle's score."""
    world = _plain_world(
        rules=[{"rule_id": "r", "dimension": "fit", "field": "size", "operator": "equals",
                "value": "5", "points": "7"}]
    )  # fmt: skip
    leads, events, config, *_ = oracle_inputs(world)
    assert oracle.score_leads(leads, events, config, world.as_of)["one", "m"].fit_score == 7
