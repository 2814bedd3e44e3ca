"""Every operator on every value, every decay at every age, every limit over three years of days.

Random worlds seldom hit a border exactly; these hit all of them, against the same oracle.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from engine import Engine, World
from test_oracle import (
    SCORE_MARTS,
    VALUED_DAYS,
    assert_path_and_backtest_equal,
    assert_scores_equal,
)
from worlds import FLAGS, ITEMS, NEEDLES, NUMBERS, TEXT_OPERATORS, TEXTS

AS_OF = date(2026, 6, 30)
MODEL = [{"model_id": "m", "status": "live"}]


def _days_ago(days: int, as_of: date = AS_OF) -> str:
    return (as_of - timedelta(days=days)).isoformat()


def test_every_decay_at_every_age(engine: Engine):
    """One lead an age, with one event on that day; one rule a decay."""
    ages = range(0, 145)
    rules = []
    for decay in ("none", "window", "linear", "half_life", "step"):
        for days in ("1", "2.5", "7", "14", "30", "0.5"):
            for percent in ("10", "33.3", "100", "150") if decay == "step" else (None,):
                for dimension in ("engagement", "fast_track"):
                    rules.append(
                        {
                            "rule_id": f"{decay} {days} {percent} {dimension}",
                            "dimension": dimension,
                            "rule_group": None if dimension == "engagement" else "mql",
                            "event_type": "view",
                            "points": "10",
                            "decay": decay,
                            "decay_days": None if decay == "none" else days,
                            "decay_pct": percent,
                        }
                    )
    leads = [{"lead_id": f"l{age}", "created_at": _days_ago(200)} for age in ages]
    events = [
        {
            "event_id": f"e{age}",
            "lead_id": f"l{age}",
            "event_type": "view",
            "occurred_at": _days_ago(age),
        }
        for age in ages
    ]
    world = World(AS_OF, {"leads": leads, "events": events}, {"models": MODEL, "rules": rules})
    engine.run(world, only=SCORE_MARTS)
    assert assert_scores_equal(engine, world) == len(ages)


@pytest.mark.parametrize(
    "rule_id", ["window 7", "window 2.5", "linear 30", "step 7", "half_life 2"]
)
def test_a_fast_track_ends_when_nothing_is_left(engine: Engine, rule_id: str):
    """The stage that a hand-raiser is in, on each day after it."""
    decay, days = rule_id.split()
    ages = range(0, 40)
    world = World(
        AS_OF,
        {
            "leads": [{"lead_id": f"l{age}", "created_at": _days_ago(90)} for age in ages],
            "events": [
                {
                    "event_id": f"e{age}",
                    "lead_id": f"l{age}",
                    "event_type": "view",
                    "occurred_at": _days_ago(age),
                }
                for age in ages
            ],
        },
        {
            "models": MODEL,
            "rules": [
                {
                    "rule_id": rule_id,
                    "dimension": "fast_track",
                    "event_type": "view",
                    "decay": decay,
                    "decay_days": days,
                    "decay_pct": "50",
                }
            ],
            "stages": [{"stage": "mql", "stage_order": "1", "enter_score": "50"}],
        },
    )
    engine.run(world, only=SCORE_MARTS)
    assert_scores_equal(engine, world)
    in_stage = engine.rows("select count(*) as n from lead_scoring__lead_scores where is_mql")
    assert 0 < in_stage[0]["n"] < len(ages)


@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 4)])
def test_every_limit_on_three_years_of_days(engine: Engine, as_of: date):
    """Visits on most days, several on some: weeks from Monday, months, leap days, year ends."""
    events = [
        {
            "event_id": f"e{age}-{copy}",
            "lead_id": "one",
            "event_type": "view",
            "occurred_at": _days_ago(age, as_of),
        }
        for age in range(1100)
        for copy in range((age * 7 + age // 5) % 4)
    ]
    rules = [
        {
            "rule_id": f"{count} a {period} {minimum} {days} {valid}",
            "dimension": "engagement",
            "event_type": "view",
            "points": "1",
            "limit_count": count,
            "limit_period": period,
            "min_occurrences": minimum,
            "min_occurrences_days": days,
            "valid_from": _days_ago(400, as_of) if valid else None,
            "valid_to": _days_ago(3, as_of) if valid else None,
            "decay": "linear",
            "decay_days": "500",
        }
        for count in ("1", "2", "5")
        for period in ("day", "week", "month", "ever")
        for minimum, days in [(None, None), ("2", "1"), ("9", "7"), ("400", None)]
        for valid in (True, False)
    ]
    world = World(
        as_of,
        {"leads": [{"lead_id": "one", "created_at": _days_ago(1100, as_of)}], "events": events},
        {"models": MODEL, "rules": rules},
    )
    engine.run(world, only=SCORE_MARTS)
    assert_scores_equal(engine, world)


def test_every_operator_on_every_value(engine: Engine):
    texts = [*NEEDLES, *ITEMS]
    tried = [("color", operator, text) for operator in TEXT_OPERATORS for text in texts]
    tried += [
        ("color", operator, "|".join(ITEMS[n:])) for operator in ("in", "not_in") for n in (0, 3)
    ]
    tried += [("color", operator, "a|b") for operator in ("in", "not_in")]
    numbers = ["0", "5", "10", "2.5", "-3", "1e2", " 7 ", "99.9995"]
    operators = "greater_than at_least less_than at_most equals not_equals in not_in".split()
    tried += [("size", operator, number) for operator in operators for number in numbers]
    tried += [("size", "between", ends) for ends in ("0|5", "-3|-3", "2.5|1e2", " 1 | 10 ")]
    tried += [("size", operator, "0|5|100") for operator in ("in", "not_in")]
    tried += [
        (field, operator, None)
        for field in ("color", "size", "active")
        for operator in ("is_true", "is_false", "is_known", "is_unknown")
    ]
    tried += [("active", operator, "yes") for operator in ("equals", "not_equals", "in")]
    rules = [
        {
            "rule_id": f"r{number}",
            "dimension": "fit",
            "points": "1",
            "field": field,
            "operator": operator,
            "value": value,
        }
        for number, (field, operator, value) in enumerate(tried)
    ]
    values = [
        *({"color": text} for text in TEXTS),
        *({"color": text.strip().upper()} for text in texts),
        *({"size": number} for number in [*NUMBERS, "99.9995", "7", "-3.0", "1E2", "nan", "inf"]),
        *({"active": flag} for flag in FLAGS),
        *({"color": flag} for flag in ["true", "No", "1", "0", "y", "F"]),
    ]
    leads = [
        {"lead_id": f"l{number}", "created_at": "2026-01-01", **value}
        for number, value in enumerate(values)
    ]
    world = World(AS_OF, {"leads": leads}, {"models": MODEL, "rules": rules})
    engine.run(world, only=SCORE_MARTS)
    assert assert_scores_equal(engine, world) == len(values)


def test_every_label_and_stage_at_its_border(engine: Engine):
    """Scores from 0 to 30 in steps of a half, in both dimensions, across bands and stages."""
    steps = range(61)
    rules = [
        {
            "rule_id": f"{dimension} {step}",
            "dimension": dimension,
            "field": "size",
            "operator": "at_least",
            "value": str(step),
            "points": "0.5",
        }
        for step in steps
        if step
        for dimension in ("fit", "engagement")
    ]
    rules.append(
        {
            "rule_id": "known",
            "dimension": "fit",
            "field": "color",
            "operator": "is_known",
            "points": "0",
        }
    )
    leads = [
        {
            "lead_id": f"l{step} {color}",
            "created_at": "2026-01-01",
            "size": str(step),
            "color": color,
        }
        for step in steps
        for color in ("red", None)
    ]
    files = {
        "models": [
            {**MODEL[0], "fit_max": "25", "engagement_max": "28.5", "min_fit_coverage": "0.5"},
            {"model_id": "strict", "status": "challenger", "min_fit_coverage": "0.75"},
        ],
        "rules": rules,
        "bands": [
            {"dimension": dimension, "label": label, "min_score": score}
            for dimension, labels in [("fit", "ABC"), ("engagement", "123")]
            for label, score in zip(labels, ("20", "12.5", "0"), strict=True)
        ],
        "stages": [
            {"stage": "nurture", "stage_order": "1", "enter_score": "10"},
            {
                "stage": "mql",
                "stage_order": "2",
                "enter_score": "20.5",
                "min_fit_grade": "B",
                "min_engagement_score": "13.5",
            },
            {"stage": "sales", "stage_order": "3", "enter_score": "40"},
        ],
    }
    world = World(AS_OF, {"leads": leads}, files)
    engine.run(world, only=SCORE_MARTS)
    assert assert_scores_equal(engine, world) == 2 * len(leads)


def test_the_backtest_at_its_borders(engine: Engine):
    """Leads that convert from 3 days before to 40 days after the day that flags them, or after they
    were created; a conversion counts within 30 days, and on its own day nothing is flagged."""
    gaps = range(-3, 41)
    created = 120
    leads, events, conversions = [], [], []
    for gap in gaps:
        for flagged_after in (0, 20):
            lead_id = f"{gap} {flagged_after}"
            leads.append({"lead_id": lead_id, "created_at": _days_ago(created - gap % 5)})
            flagged = created - gap % 5 - flagged_after
            conversions.append(
                {"lead_id": lead_id, "converted_at": _days_ago(flagged - gap), "amount": "10"}
            )
            for copy in range(2):
                events.append(
                    {
                        "event_id": f"{lead_id} {copy}",
                        "lead_id": lead_id,
                        "event_type": "view",
                        "occurred_at": _days_ago(flagged - 25 * copy),
                    }
                )
    rules = [
        {"rule_id": "up", "dimension": "engagement", "event_type": "view", "points": "10"},
        {
            "rule_id": "down",
            "dimension": "engagement",
            "event_type": "view",
            "points": "-4",
            "decay": "linear",
            "decay_days": "9",
        },
    ]
    world = World(
        AS_OF,
        {"leads": leads, "events": events, "conversions": conversions},
        {"models": MODEL, "rules": rules},
    )
    engine.run(world, only=VALUED_DAYS)
    assert_path_and_backtest_equal(engine, world)


def test_a_rule_that_begins_or_ends_between_active_days(engine: Engine):
    """The path must have the days on which attribute rules come and go, or lapse by the calendar."""
    rules = [
        {"rule_id": "later", "points": "7", "valid_from": _days_ago(50)},
        {"rule_id": "ended", "points": "-6", "valid_to": _days_ago(40)},
        {"rule_id": "aged", "points": "5", "field": "days_since_created", "operator": "greater_than",
         "value": "61.5"},
        {"rule_id": "quiet", "points": "9", "field": "days_since_last_activity", "operator": "in",
         "value": "3|17"},
        {"rule_id": "loud", "points": "-8", "field": "days_since_last_activity", "operator": "in",
         "value": "5|6"},
        {"rule_id": "base", "points": "20"},
    ]  # fmt: skip
    rules = [
        {"dimension": "fit", "field": "size", "operator": "is_known", **rule} for rule in rules
    ]
    world = World(
        AS_OF,
        {
            "leads": [{"lead_id": "one", "created_at": _days_ago(90), "size": "1"}],
            "events": [
                {"event_id": f"e{age}", "lead_id": "one", "event_type": "view",
                 "occurred_at": _days_ago(age)}
                for age in (80, 35)
            ],
        },
        {"models": MODEL, "rules": rules},
    )  # fmt: skip
    engine.run(world, only=VALUED_DAYS)
    assert_path_and_backtest_equal(engine, world)
