"""What the engine produced equals what an independent oracle says, for leads, events and rules of every shape."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import oracle
import pytest
from engine import Engine, World
from hypothesis import given
from worlds import oracle_inputs, worlds

pytestmark = pytest.mark.every_engine

# Two ways of adding doubles may round a tie differently in the fourth decimal (DESIGN, §3.5).
TIE = Decimal("0.0001")
SAMPLES = ("train", "validation")
# What the comparisons with the oracle read; nothing else need be built for them.
SCORE_MARTS = {"lead_scoring__lead_scores", "lead_scoring__score_ledger"}
VALUED_DAYS = {
    "int_lead_scoring__score_path",
    "int_lead_scoring__sampled_scores",
    "lead_scoring__threshold_backtest",
}


def assert_close(came, expected, where) -> None:
    if came is None or expected is None:
        assert came is None and expected is None, (where, came, expected)
    else:
        assert abs(Decimal(str(came)) - Decimal(str(expected))) <= TIE, (where, came, expected)


def assert_scores_equal(engine: Engine, world: World, inputs=None) -> int:
    leads, events, config, *_ = inputs or oracle_inputs(world)
    expected = oracle.score_leads(leads, events, config, world.as_of)
    scores = {
        (row["lead_id"], row["model_id"]): row
        for row in engine.rows("select * from lead_scoring__lead_scores")
    }
    ledgers = defaultdict(dict)
    for row in engine.rows("select * from lead_scoring__score_ledger"):
        name = (row["entry_type"], row["dimension"], row["rule_group"], row["rule_id"])
        ledger = ledgers[row["lead_id"], row["model_id"]]
        assert name not in ledger, f"two entries {name}"
        ledger[name] = row
    assert scores.keys() == expected.keys()
    for key, score in expected.items():
        row, ledger = scores[key], ledgers[key]
        entries = {
            (entry.entry_type, entry.dimension, entry.rule_group, entry.rule_id): entry
            for entry in score.entries
        }
        assert ledger.keys() == entries.keys(), key
        for name, entry in entries.items():
            came = ledger[name]
            assert_close(came["points"], entry.points, (key, name))
            if entry.entry_type == "rule":
                assert came["occurrences"] == entry.occurrences, (key, name)
                assert came["counted_occurrences"] == entry.counted_occurrences, (key, name)
                assert_close(came["base_points"], entry.base_points, (key, name))
                assert came["last_activity_date"] == entry.last_activity_on, (key, name)
        for dimension in ("fit", "engagement"):
            assert_close(row[f"{dimension}_score"], getattr(score, f"{dimension}_score"), key)
            points = [e["points"] for e in ledger.values() if e["dimension"] == dimension]
            assert sum(points, Decimal(0)) == row[f"{dimension}_score"], "the ledger must add up"
        assert row["total_score"] == row["fit_score"] + row["engagement_score"]
        assert_close(row["total_score"], score.total_score, key)
        assert_close(row["fit_coverage"], round(score.fit_coverage, 4), key)
        for column in (
            "fit_grade", "engagement_band", "score_class", "stage", "is_mql", "is_disqualified",
            "next_action", "channel",
        ):  # fmt: skip
            assert row[column] == getattr(score, column), (key, column)
        assert row["last_activity_date"] == score.last_activity_on
        assert (row["disqualified_reasons"] is not None) == score.is_barred
    return len(expected)


def assert_path_and_backtest_equal(engine: Engine, world: World) -> None:
    leads, events, config, conversions, amounts = oracle_inputs(world)
    totals = oracle.daily_totals(leads, events, config, world.as_of)

    daily = {key: dict(path) for key, path in totals.items()}
    path_days = defaultdict(set)
    for row in engine.rows("select * from int_lead_scoring__score_path"):
        key = (row["lead_id"], row["model_id"])
        path_days[key].add(row["as_of_date"])
        assert_close(row["total_score"], daily[key][row["as_of_date"]], (key, row["as_of_date"]))
    for key, days in totals.items():
        record = Decimal(-1)
        for day, total in days:
            assert total <= record + 2 * TIE or day in path_days[key], (
                "no day in the path",
                key,
                day,
            )
            record = max(record, total)
    cutoffs = {
        (row["lead_id"], model_id, date.fromisoformat(row["cutoff_date"]))
        for row in world.inputs.get("cutoffs", [])
        for lead_id, model_id in totals
        if lead_id == row["lead_id"]
    }
    scored = set()
    for row in engine.rows("select * from int_lead_scoring__sampled_scores"):
        key = (row["lead_id"], row["model_id"])
        scored.add((*key, row["cutoff_date"]))
        assert_close(row["total_score"], daily[key][row["cutoff_date"]], (key, row["cutoff_date"]))
    # Scored are the days on which a lead was there and had not converted.
    assert scored == {
        (lead_id, model_id, day)
        for lead_id, model_id, day in cutoffs
        if day in daily[lead_id, model_id] and conversions.get(lead_id, date.max) > day
    }

    models = [m["model_id"] for m in world.files["models"] if m["status"] != "retired"]
    expected = oracle.threshold_backtest(
        leads, conversions, amounts, totals, models, world.as_of, outcome_days=30
    )
    backtest = {
        (row["model_id"], row["sample"], row["threshold"]): row
        for row in engine.rows("select * from lead_scoring__threshold_backtest")
    }
    assert backtest.keys() == {(m, s, t) for m in models for s in SAMPLES for t in range(101)}
    for key, row in backtest.items():
        # The oracle leaves out a sample without leads.
        assert (row["leads"] > 0) == (key in expected), key
        figures = expected.get(key, {})
        for name, figure in figures.items():
            came = row[name]
            if figure is None or came is None:
                assert figure is None and came is None, (key, name, came, figure)
            else:
                assert abs(float(came) - float(figure)) <= 1e-6, (key, name, came, figure)


@given(world=worlds())
def test_scores_and_ledger_equal_the_oracle(engine: Engine, world: World):
    engine.run(world, only=SCORE_MARTS)
    assert_scores_equal(engine, world)


@given(world=worlds(max_rules=6, max_leads=4, max_events=20))
def test_path_and_backtest_equal_the_oracle_day_by_day(engine: Engine, world: World):
    engine.run(world, only=VALUED_DAYS)
    assert_path_and_backtest_equal(engine, world)
