"""Segments and the hold-out are parts of the same leads, counted as by hand."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from test_recommendations import OUTCOME_DAYS, RECOMMENDATIONS, TODAY, chosen, samples
from test_recommendations import world as world_of
from worlds import ATTRIBUTES, PROPERTIES

BACKTEST = "lead_scoring__threshold_backtest"
# Each example builds the backtest, which takes its time.
FEWER = max(3, settings.default.max_examples // 3)
COLORS = ["red", "blue", "all", None]
DATA_TESTS = [
    "lead_scoring__backtest_segments_add_up_to_all",
    "lead_scoring__backtest_has_every_threshold",
    "lead_scoring__backtest_covers_every_mature_lead",
    "lead_scoring__backtest_flags_no_more_at_a_higher_threshold",
]


@pytest.fixture(scope="module")
def segmented(tmp_path_factory) -> Engine:
    return Engine(
        tmp_path_factory.mktemp("segmented"),
        ATTRIBUTES,
        PROPERTIES,
        outcome_days=OUTCOME_DAYS,
        cutoff_months=1,
        min_conversions=2,
        segment_field="color",
    )


@st.composite
def divided(draw) -> World:
    """Leads of several colours, some of them held out."""
    world, any_of = draw(samples()), random.Random(draw(st.integers(0, 10**6)))
    for lead in world.inputs["leads"]:
        lead["color"] = any_of.choice(COLORS)
    share = draw(st.sampled_from([0, 0.2, 1]))
    world.inputs["holdout"] = [
        {"lead_id": lead["lead_id"]} for lead in world.inputs["leads"] if any_of.random() < share
    ] + [{"lead_id": "nobody"}]
    return world


def population(world: World) -> dict[str, tuple[str, str]]:
    """The sample and the segment of every matured lead."""
    held_out = {row["lead_id"] for row in world.inputs["holdout"]}
    created = {
        row["lead_id"]: date.fromisoformat(row["created_at"])
        for row in world.inputs["leads"]
        if row["created_at"] <= str(TODAY - timedelta(days=OUTCOME_DAYS))
    }
    days = Counter(day for lead, day in created.items() if lead not in held_out)
    earlier, sample_of = 0, {}
    for day in sorted(days):
        sample_of[day] = "train" if 10 * earlier < 7 * days.total() else "validation"
        earlier += days[day]
    colors = {row["lead_id"]: row["color"] for row in world.inputs["leads"]}
    names = {"all": "all (value)", None: "unknown"}
    return {
        lead: (
            "holdout" if lead in held_out else sample_of[day],
            names.get(colors[lead], colors[lead]),
        )
        for lead, day in created.items()
    }


@given(world=divided())
@settings(max_examples=FEWER)
def test_every_segment_and_the_hold_out_are_counted_as_by_hand(segmented, world):
    segmented.run(world, only={BACKTEST, "int_lead_scoring__score_path"})
    leads = population(world)
    won = {
        row["lead_id"]: date.fromisoformat(row["converted_at"])
        for row in world.inputs["conversions"]
    }
    path = segmented.rows(
        "select lead_id, as_of_date, total_score from int_lead_scoring__score_path order by 2"
    )
    highest: Counter = Counter()
    for row in path:
        if row["as_of_date"] < won.get(row["lead_id"], date.max):
            highest[row["lead_id"]] = max(highest[row["lead_id"]], row["total_score"])
    known = {
        row["lead_id"] for row in path if row["as_of_date"] < won.get(row["lead_id"], date.max)
    }
    expected = Counter()
    for lead, (sample, color) in leads.items():
        for segment in ("all", color):
            expected[sample, segment, "leads"] += 1
            for threshold in (0, 30, 60) if lead in known else ():
                expected[sample, segment, threshold] += highest[lead] >= threshold
    rows = segmented.rows(f"select * from {BACKTEST}")
    held_out = any(row["lead_id"] != "nobody" for row in world.inputs["holdout"])
    assert {row["sample"] for row in rows} == {"train", "validation"} | (
        {"holdout"} if held_out else set()
    )
    assert {row["segment"] for row in rows} == {"all"} | {color for _, color in leads.values()}
    for row in rows:
        sample, segment = row["sample"], row["segment"]
        assert row["leads"] == expected[sample, segment, "leads"]
        if row["threshold"] in (0, 30, 60):
            assert row["flagged_leads"] == expected[sample, segment, row["threshold"]]
    for name in DATA_TESTS:
        query = segmented.data_tests[name]
        assert segmented.rows(query.replace("1901-02-03", TODAY.isoformat())) == [], name


@given(world=divided())
@settings(max_examples=FEWER)
def test_each_segment_has_the_bar_that_is_best_in_it(segmented, world):
    segmented.run(world, only={RECOMMENDATIONS})
    rows = segmented.rows(f"select * from {RECOMMENDATIONS}")
    backtest = segmented.rows(f"select * from {BACKTEST}")
    assert {row["segment"] for row in rows} == {row["segment"] for row in backtest}
    for row in rows:
        of_segment = [found for found in backtest if found["segment"] == row["segment"]]
        train, validation = (
            {found["threshold"]: found for found in of_segment if found["sample"] == sample}
            for sample in ("train", "validation")
        )
        outcomes = [
            min(found["conversions"] for found in of_segment if found["sample"] == sample)
            for sample in ("train", "validation")
        ]
        assert [row["train_outcomes"], row["validation_outcomes"]] == outcomes
        if row["status"] in ("recommended", "not better than chance", "out of reach"):
            target = None if row["target"] is None else Fraction(row["target"])
            assert min(outcomes) >= 2
            if row["method"] != "expected_value":
                assert row["tried_bar"] == chosen(row["method"], train, validation, target)
        else:
            assert row["tried_bar"] is None
            assert row["status"] == "not set" or min(outcomes) < 2


def test_leads_held_out_have_no_say_in_bars_and_probabilities(segmented):
    """Whatever became of them."""
    dice = random.Random(5)
    world = world_of(
        [(dice.randint(0, 9), 80 - n % 50, 9 if n % 3 else None, 0) for n in range(90)]
    )
    world.inputs["holdout"] = [{"lead_id": f"l{n}"} for n in range(0, 90, 5)]
    world.inputs["cutoffs"] = [
        {
            "lead_id": row["lead_id"],
            "cutoff_date": str(date.fromisoformat(row["created_at"]) + timedelta(days=2)),
        }
        for row in world.inputs["leads"]
    ]
    learnt, tables, held_out = ["lead_scoring__calibration_curve", RECOMMENDATIONS], [], []
    for outcomes in ("as they were", "none"):
        if outcomes == "none":
            out = {row["lead_id"] for row in world.inputs["holdout"]}
            won = world.inputs["conversions"]
            world.inputs["conversions"] = [row for row in won if row["lead_id"] not in out]
        segmented.run(world, only={*learnt, "lead_scoring__model_validation"})
        tables.append([segmented.rows(f"select * from {table} order by all") for table in learnt])
        held_out += segmented.rows(
            "select leads, conversions from lead_scoring__model_validation"
            " where sample = 'holdout' and score_name = 'total_score'"
        )
    assert tables[0] == tables[1] and all(tables[0])
    assert [row["leads"] for row in held_out] == [18, 18]
    assert held_out[0]["conversions"] > 0 == held_out[1]["conversions"]
