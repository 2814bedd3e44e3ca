"""Who is in which stage on every single day, and how long still, equals what the oracle says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import oracle
import pytest
from engine import Engine, World
from hypothesis import given
from hypothesis import strategies as st
from test_oracle import assert_close
from worlds import (
    LOOK_AHEAD_DAYS,
    decays,
    labels,
    make_sense,
    oracle_inputs,
    rules,
    worlds,
)

pytestmark = pytest.mark.every_engine

AS_OF = date(2026, 6, 30)
STAGE_MARTS = {"lead_scoring__stage_history", "lead_scoring__mql_list"}


def assert_stages_equal(engine: Engine, world: World) -> dict:
    leads, events, config, conversions, _ = oracle_inputs(world)
    expected = oracle.stage_history(leads, events, config, conversions, world.as_of)
    history = {
        (row["lead_id"], row["model_id"], row["stage"], row["entry_number"]): row
        for row in engine.rows("select * from lead_scoring__stage_history")
    }
    described = {
        key: (
            row["entered_on"], row["exited_on"], row["entered_by"], row["is_announced"],
            row["exit_reason"],
        )
        for key, row in history.items()
    }  # fmt: skip
    assert described == {
        key: (
            spell.entered_on, spell.exited_on, spell.entered_by, spell.is_announced,
            spell.exit_reason,
        )
        for key, spell in expected.items()
    }  # fmt: skip
    # The scores at entry are those of a run on that day.
    for day in {row["entered_on"] for row in history.values()}:
        scores = oracle.score_leads(leads, [e for e in events if e.occurred_on <= day], config, day)
        for key, row in history.items():
            if row["entered_on"] == day:
                score = scores[key[:2]]
                assert_close(row["fit_score"], score.fit_score, key)
                assert_close(row["engagement_score"], score.engagement_score, key)
                assert (row["fit_grade"], row["engagement_band"], row["score_class"]) == (
                    score.fit_grade, score.engagement_band, score.score_class,
                )  # fmt: skip
    ahead = oracle.look_ahead(leads, events, config, world.as_of, LOOK_AHEAD_DAYS)
    for row in engine.rows("select * from lead_scoring__lead_scores"):
        key = (row["lead_id"], row["model_id"])
        lacking, leaves_on = ahead[key]
        assert_close(row["points_to_mql"], lacking, key)
        assert row["leaves_mql_on"] == leaves_on, key
        days = None if leaves_on is None else (leaves_on - world.as_of).days
        assert row["days_until_exit"] == days, key
    return expected


@st.composite
def staged_worlds(draw) -> World:
    """Many leads that come and go: points that decay within weeks, penalties, minimum grades and
    engagement, and at most three rules of any kind, mostly conditions beside the score."""
    events = st.tuples(
        st.integers(0, 11),
        st.integers(-70, 0),
        st.sampled_from(["view"] * 4 + ["click", "sign up"]),
    )
    fading = decays().filter(lambda cells: cells["decay"] not in (None, "none"))
    every = {"model_id": None, "enabled": None, "rule_group": None}
    files = {
        "models": [
            {
                "model_id": "m", "status": "live", "fit_max": "40", "engagement_max": "60",
                "min_fit_coverage": draw(st.sampled_from([None, "0.5", "1"])),
            },
        ],
        "rules": [
            {
                **every, "rule_id": "view", "dimension": "engagement", "event_type": "view",
                "points": draw(st.sampled_from(["8", "12"])), **draw(fading),
            },
            {
                **every, "rule_id": "click", "dimension": draw(st.sampled_from(["engagement", "fit"])),
                "event_type": "click", "points": draw(st.sampled_from(["15", "-10"])),
                **draw(fading),
            },
            {
                **every, "rule_id": "size", "dimension": "fit", "field": "size", "operator": "is_known",
                "points": draw(st.sampled_from(["5", "11"])),
            },
            {
                **every, "rule_id": "quiet", "dimension": "fit", "field": "days_since_last_activity",
                "operator": "at_least", "value": "20", "points": draw(st.sampled_from(["6", "-6"])),
            },
        ],
        "rule_conditions": [],
        "rule_groups": [],
        **draw(labels().filter(lambda files: len(files["stages"]) == 3)),
    }  # fmt: skip
    for number in range(draw(st.integers(0, 3))):
        kinds = ["fast_track", "disqualify", "require", None]
        rule, extra = draw(rules(number, ["m"], AS_OF, draw(st.sampled_from(kinds))))
        files["rules"].append(rule)
        files["rule_conditions"] += extra
    make_sense(files)
    leads = [
        {
            "lead_id": f"lead {number}", "size": draw(st.sampled_from(["1", "5", None])),
            "created_at": str(AS_OF + timedelta(days=draw(st.sampled_from([-65, -40, -10])))),
        }
        for number in range(20)
    ]  # fmt: skip
    return World(
        as_of=AS_OF,
        inputs={
            "leads": leads,
            "events": [
                {
                    "event_id": str(number), "lead_id": f"lead {lead}", "event_type": event_type,
                    "occurred_at": str(AS_OF + timedelta(days=day)),
                }
                for number, (lead, day, event_type) in enumerate(
                    draw(st.lists(events, min_size=80, max_size=160))
                )
            ],
            "conversions": [
                {
                    "lead_id": f"lead {number}", "amount": None,
                    "converted_at": str(AS_OF - timedelta(days=7 * number)),
                }
                for number in range(draw(st.integers(0, 4)))
            ],
        },
        files=files,
    )  # fmt: skip


@given(world=st.one_of(staged_worlds(), staged_worlds(), worlds()))
def test_stages_equal_the_oracle_day_by_day(engine: Engine, world: World):
    engine.run(world, only=STAGE_MARTS)
    assert_stages_equal(engine, world)


def two_webinars(as_of: date, **stage) -> World:
    """The example of docs/time.md: 10 points of fit, webinars on 1 and 20 June."""
    events = [
        {"event_id": day, "lead_id": "lead", "event_type": "view", "occurred_at": day}
        for day in ["2026-06-01", "2026-06-20"]
    ]
    files = {
        "models": [{"model_id": "m", "status": "live", "fit_max": "40", "engagement_max": "60"}],
        "rules": [
            {
                "rule_id": "webinar", "dimension": "engagement", "event_type": "view",
                "points": "40", "decay": "half_life", "decay_days": "14",
            },
            {
                "rule_id": "size", "dimension": "fit", "field": "size", "operator": "is_known",
                "points": "10",
            },
        ],
        "stages": [
            {
                "stage": "mql", "stage_order": "2", "enter_score": "45", "exit_score": "35",
                "cooldown_days": "30", **stage,
            },
        ],
    }  # fmt: skip
    leads = [{"lead_id": "lead", "created_at": "2026-05-01", "size": "5"}]
    return World(as_of=as_of, inputs={"leads": leads, "events": events}, files=files)


def spells(engine: Engine) -> list[tuple]:
    return engine.connection.execute(
        "select entered_on, exited_on, exit_reason, days_in_stage, is_announced, total_score"
        " from lead_scoring__stage_history order by entry_number"
    ).fetchall()


def test_the_example_of_the_docs_is_true(engine: Engine):
    engine.run(two_webinars(date(2026, 6, 20)), only=STAGE_MARTS)
    first, second = date(2026, 6, 1), date(2026, 6, 20)
    assert spells(engine) == [
        (first, date(2026, 6, 11), "decayed", 10, True, Decimal(50)),
        (second, None, None, 0, False, Decimal("65.6142")),
    ]
    engine.run(
        two_webinars(date(2026, 6, 20), exit_score=None, cooldown_days="18"), only=STAGE_MARTS
    )
    assert spells(engine) == [
        (first, date(2026, 6, 4), "decayed", 3, True, Decimal(50)),
        (second, None, None, 0, True, Decimal("65.6142")),
    ]


def test_a_lead_between_the_bars_is_on_the_list_and_told_when_it_leaves(engine: Engine):
    engine.run(two_webinars(date(2026, 6, 5)), only=STAGE_MARTS)
    assert engine.rows(
        "select total_score, entered_on, days_until_exit, leaves_mql_on from lead_scoring__mql_list"
    ) == [
        {
            "total_score": Decimal("42.8134"), "entered_on": date(2026, 6, 1),
            "days_until_exit": 6, "leaves_mql_on": date(2026, 6, 11),
        },
    ]  # fmt: skip
    engine.run(two_webinars(date(2026, 6, 12)), only=STAGE_MARTS)
    assert engine.rows("select stage, points_to_mql from lead_scoring__lead_scores") == [
        {"stage": None, "points_to_mql": Decimal("11.7974")}
    ]
