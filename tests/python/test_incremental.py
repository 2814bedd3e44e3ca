"""Whatever happened between the runs, and to them: the marts are those of a build from nothing."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb_lts
import pytest
from engine import COMPILED_DAY, Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from test_spark import one_world
from worlds import ATTRIBUTES, PROPERTIES, TEXTS, conditions, utc_day, worlds
from worlds import EVENT_TYPES as PROPERTY_TYPES

LOOKBACK_DAYS = 3
TABLES = [
    "int_lead_scoring__daily_activity",
    "int_lead_scoring__score_path",
    "int_lead_scoring__cutoff_entries",
    "lead_scoring__lead_scores",
    "lead_scoring__score_ledger",
    "lead_scoring__mql_list",
    "lead_scoring__stage_history",
    "lead_scoring__threshold_backtest",
    "lead_scoring__model_validation",
    "lead_scoring__training_set",
    "lead_scoring__rejected_records",
    "lead_scoring__event_type_coverage",
]
# Each example builds several times.
FEWER = max(3, settings.default.max_examples // 3)
VARS = {"outcome_days": 30, "cutoff_months": 2}


class Runs:
    """A first run and the ones after it, for one setting of the lookback."""

    def __init__(self, target, lookback_days: int | None):
        self.lookback_days = lookback_days
        self.first, self.again = (
            Engine(
                target / str(again), ATTRIBUTES, PROPERTIES,
                again=again, lookback_days=lookback_days, **VARS,
            )
            for again in (False, True)
        )  # fmt: skip
        self.fresh_connection, self.connection = self.first.connection, self.again.connection

    def run(self, world: World, is_first: bool, killed_after: int | None) -> None:
        engine = self.first if is_first else self.again
        engine.connection = self.connection
        engine.load(world)
        engine.build(world.as_of, False, set(TABLES), killed_after)

    def tables(self) -> dict[str, list]:
        return self._tables(self.connection)

    def fresh_tables(self, world: World) -> dict[str, list]:
        self.first.connection = self.fresh_connection
        self.first.run(world, only=set(TABLES))
        return self._tables(self.fresh_connection)

    @staticmethod
    def _tables(connection) -> dict[str, list]:
        return {
            name: sorted(connection.execute(f"from {name}").fetchall(), key=repr) for name in TABLES
        }


@pytest.fixture(scope="module", params=[None, LOOKBACK_DAYS], ids=["all_events", "lookback"])
def runs(request, tmp_path_factory) -> Runs:
    return Runs(tmp_path_factory.mktemp("incremental"), request.param)


@dataclass
class Change:
    """One thing that happens to a world. Events up to `settled_until` stay as they are."""

    world: World
    settled_until: date | None
    draw: Callable

    def apply(self) -> None:
        kinds = [name for name in dir(self) if name.startswith("when_")]
        often = ["when_time_passes", "when_an_event_comes"] * 3
        getattr(self, self.draw(st.sampled_from(often + kinds)))()

    def day(self, oldest: int, newest: int = 0) -> str:
        age = self.draw(st.integers(oldest, newest))
        return (self.world.as_of + timedelta(days=age)).isoformat()

    def one(self, rows: list[dict]) -> dict:
        """One of the rows, or a row that is nobody's."""
        return self.draw(st.sampled_from(rows)) if rows else {}

    def lead_id(self) -> str:
        return self.one(self.world.inputs["leads"]).get("lead_id", "nobody")

    def open_events(self) -> list[dict]:
        return [
            event
            for event in self.world.inputs["events"]
            if self.settled_until is None or utc_day(event["occurred_at"]) > self.settled_until
        ]

    def add(self, name: str, **row) -> None:
        self.world.inputs.setdefault(name, []).append(row)

    def when_time_passes(self):
        self.world.as_of += timedelta(days=self.draw(st.sampled_from([1, 1, 1, 7, 40, -1, -5])))

    def when_an_event_comes(self):
        oldest = -60
        if self.settled_until is not None:
            oldest = (self.settled_until - self.world.as_of).days + 1
        self.add(
            "events",
            event_id=f"new {len(self.world.inputs['events'])} {self.draw(st.integers(0, 10**6))}",
            lead_id=self.lead_id(),
            event_type=self.draw(st.sampled_from(["view", "click", "sign up"])),
            occurred_at=self.day(oldest, max(oldest, 2)),
            page=self.draw(st.sampled_from(TEXTS)),
        )

    def when_an_event_is_corrected(self):
        self.one(self.open_events())["page"] = self.draw(st.sampled_from(TEXTS))

    def when_an_event_moves(self):
        if self.settled_until is None:
            self.one(self.open_events())["occurred_at"] = self.day(-50)

    def when_an_event_goes(self):
        gone = self.one(self.open_events())
        self.world.inputs["events"] = [e for e in self.world.inputs["events"] if e is not gone]

    def when_an_attribute_changes(self):
        self.one(self.world.inputs["leads"])["color"] = self.draw(st.sampled_from(TEXTS))

    def when_a_lead_goes(self):
        gone = self.one(self.world.inputs["leads"])
        self.world.inputs["leads"] = [e for e in self.world.inputs["leads"] if e is not gone]

    def when_the_past_of_a_lead_is_known(self):
        lead = self.one(self.world.inputs["leads"])
        version = {"valid_from": self.day(-60), "color": self.draw(st.sampled_from(TEXTS))}
        self.add("lead_history", **lead | version)

    def when_leads_are_merged(self):
        self.add("lead_aliases", alias_lead_id=self.lead_id(), lead_id=self.lead_id())

    def when_a_merge_is_undone(self):
        self.world.inputs["lead_aliases"] = self.world.inputs.get("lead_aliases", [])[:-1]

    def when_sales_gives_a_lead_back(self):
        self.add(
            "dispositions",
            lead_id=self.lead_id(), disposition="recycled", disposed_at=self.day(-30),
        )  # fmt: skip
        self.one(self.world.files["models"])["reset_on_recycle"] = "true"

    def when_points_change(self):
        rule = self.one([rule for rule in self.world.files["rules"] if rule.get("points")])
        rule["points"] = self.draw(st.sampled_from(["4", "-4", "12.5"]))

    def when_a_condition_changes(self):
        rule = self.one([rule for rule in self.world.files["rules"] if rule.get("event_type")])
        rule.update(self.draw(conditions(PROPERTY_TYPES)))

    def when_a_rule_is_switched(self):
        self.one(self.world.files["rules"])["enabled"] = self.draw(st.sampled_from(["true", "no"]))

    def when_a_bar_moves(self):
        stage = self.one(self.world.files["stages"][1:])
        stage["exit_score"] = self.draw(st.sampled_from([None, "0", "2.5", "6"]))
        stage["min_engagement_score"] = self.draw(st.sampled_from([None, "2"]))

    def when_an_event_type_gets_another_name(self):
        self.world.files.setdefault("event_types", []).append(
            {
                "raw_event_type": self.draw(st.sampled_from(["view", "click", "sign up"])),
                "event_type": self.draw(st.sampled_from(["view", "click"])),
                "actor": self.draw(st.sampled_from(["prospect", "sales"])),
            }
        )


@given(data=st.data())
@settings(max_examples=FEWER)
def test_after_any_sequence_of_runs_the_marts_are_those_of_a_full_refresh(runs: Runs, data):
    world = data.draw(worlds(max_rules=6, max_leads=4, max_events=15))
    runs.run(world, is_first=True, killed_after=None)
    read_until = world.as_of
    for _ in range(data.draw(st.integers(1, 3))):
        settled_until = None
        if runs.lookback_days is not None:
            settled_until = read_until - timedelta(days=runs.lookback_days)
        world = copy.deepcopy(world)
        for _ in range(data.draw(st.integers(1, 4))):
            Change(world, settled_until, data.draw).apply()
        killed_after = data.draw(st.one_of(st.none(), st.integers(0, len(runs.again.statements))))
        runs.run(world, is_first=False, killed_after=killed_after)
        # A run that died may have read the events or not.
        read_until = world.as_of if killed_after is None else max(read_until, world.as_of)
    runs.run(world, is_first=False, killed_after=None)
    came, expected = runs.tables(), runs.fresh_tables(world)
    for name in TABLES:
        assert came[name] == expected[name], name


@given(exits=st.lists(st.sampled_from([None, "4", "8", "12"]), min_size=2, max_size=3))
@settings(max_examples=FEWER)
def test_a_bar_that_moves_moves_the_days_on_which_leads_leave(runs: Runs, exits: list):
    """A score that falls by 1 every 5 days, from 20 on, and nothing else changes."""
    visit = {
        "rule_id": "visit", "dimension": "engagement", "event_type": "view", "points": "20",
        "decay": "linear", "decay_days": "100",
    }  # fmt: skip
    for number, exit_score in enumerate(exits):
        stage = {"stage": "mql", "stage_order": "1", "enter_score": "15", "exit_score": exit_score}
        world = World(
            as_of=date(2026, 6, 30),
            inputs={
                "leads": [{"lead_id": "one", "created_at": "2026-01-01"}],
                "events": [
                    {
                        "event_id": "e", "lead_id": "one", "event_type": "view",
                        "occurred_at": "2026-02-01",
                    }
                ],
            },
            files={"models": [{"model_id": "m", "status": "live"}], "rules": [visit], "stages": [stage]},
        )  # fmt: skip
        runs.run(world, is_first=number == 0, killed_after=None)
    name = "lead_scoring__stage_history"
    came, expected = runs.tables()[name], runs.fresh_tables(world)[name]
    assert len(expected) == 1
    assert came == expected


@pytest.mark.parametrize("runs", [LOOKBACK_DAYS], ids=["lookback"], indirect=True)
@pytest.mark.parametrize(
    ("event_id", "day", "is_told"),
    [("new", "2026-06-28", False), ("new", "2026-01-02", True), ("old", "2026-01-01", True)],
    ids=["in_time", "too_late", "repeated_too_late"],
)
def test_what_comes_too_late_for_the_lookback_is_told(
    runs: Runs, event_id: str, day: str, is_told: bool
):
    """Scores do not know of it. A full refresh does, and then all is well."""
    visit = {"rule_id": "visit", "dimension": "engagement", "event_type": "view", "points": "20"}
    event = {"event_id": "old", "lead_id": "one", "event_type": "view", "occurred_at": "2026-01-01"}
    last_event = {**event, "event_id": "last", "occurred_at": "2026-06-30"}
    world = World(
        as_of=date(2026, 6, 30),
        inputs={
            "leads": [{"lead_id": "one", "created_at": "2026-01-01"}],
            "events": [event, last_event],
        },
        files={"models": [{"model_id": "m", "status": "live"}], "rules": [visit]},
    )
    runs.first.connection = runs.connection
    runs.first.run(world, checked=True)
    world.inputs["events"].append({**event, "event_id": event_id, "occurred_at": day})
    runs.again.connection = runs.connection
    runs.again.run(world, checked=True)
    assert (
        list(runs.again.failures(world.as_of))
        == ["lead_scoring__no_input_row_disappears"] * is_told
    )
    runs.first.run(world, checked=True)
    assert runs.first.failures(world.as_of) == {}


@pytest.mark.parametrize("runs", [LOOKBACK_DAYS], ids=["lookback"], indirect=True)
def test_no_lead_is_compared_with_all_others(runs: Runs):
    """DuckDB 1.4 does so where a condition of an outer join mixes both of its sides, as `is null or`
    does: with half a million leads such a join takes minutes."""
    world, connection = one_world(), duckdb_lts.connect()
    runs.first.load_into(runs.first.database, connection, world)
    compared = []
    for engine in (runs.first, runs.again):
        for name, code in engine.statements.items():
            statement = code.replace(COMPILED_DAY, world.as_of.isoformat())
            query = statement.split(" as\n", 1)[1]
            plan = connection.execute(f"explain (format json) {query}").fetchall()[0][1]
            joins = [join for top in json.loads(plan) for join in joins_of_all_with_all(top)]
            compared += [(name, join) for join in joins if "lead_id = lead_id" in join]
            connection.execute(statement)
    assert compared == []


def joins_of_all_with_all(plan: dict) -> Iterator[str]:
    """Their conditions."""
    if plan["name"] == "BLOCKWISE_NL_JOIN":
        condition = plan["extra_info"]["Condition"]
        # A list where there are several.
        yield " ".join(" ".join([condition] if isinstance(condition, str) else condition).split())
    for child in plan["children"]:
        yield from joins_of_all_with_all(child)
