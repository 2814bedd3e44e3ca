"""The recommended bars are those that plain Python chooses from the backtest, and nothing is
recommended where the data cannot bear it, or where there is nothing but chance."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

import pytest
from engine import COMPILED_DAY, Engine, World
from hypothesis import given
from hypothesis import strategies as st
from worlds import ATTRIBUTES, PROPERTIES

TODAY = date(2026, 6, 30)
OUTCOME_DAYS = 30
MIN_CONVERSIONS, WON_LEAD_VALUE, TOUCH_COST = 2, 100, 7.5
RECOMMENDATIONS = "lead_scoring__threshold_recommendations"
METHODS = ["best_f1", "expected_value", "target_close_rate", "weekly_capacity", "youden_j"]
SHIFTS = {"10_lower": -10, "5_lower": -5, "5_higher": 5, "10_higher": 10}
VIEW = {"rule_id": "view", "dimension": "engagement", "event_type": "view", "points": "12"}
STEPS = [
    {
        "rule_id": f"size {step}", "dimension": "fit", "points": "10",
        "field": "size", "operator": "at_least", "value": str(step),
    }
    for step in range(1, 10)
]  # fmt: skip


@pytest.fixture(scope="module")
def valued(tmp_path_factory) -> Engine:
    """The compiled package with a won lead's value, and a minimum that small worlds can reach."""
    return Engine(
        tmp_path_factory.mktemp("valued"),
        ATTRIBUTES,
        PROPERTIES,
        outcome_days=OUTCOME_DAYS,
        cutoff_months=1,
        min_conversions=MIN_CONVERSIONS,
        won_lead_value=WON_LEAD_VALUE,
        touch_cost=TOUCH_COST,
    )


def world(leads: list[tuple], points: str = "10", **stage) -> World:
    """Leads as (size, days ago, days from creation to conversion or None, views); each step of the
    size gives the points."""
    created = {number: TODAY - timedelta(days=lead[1]) for number, lead in enumerate(leads)}
    return World(
        TODAY,
        {
            "leads": [
                {"lead_id": f"l{n}", "created_at": str(created[n]), "size": str(lead[0])}
                for n, lead in enumerate(leads)
            ],
            "events": [
                {
                    "event_id": f"e{n}-{view}", "lead_id": f"l{n}", "event_type": "view",
                    "occurred_at": str(created[n] + timedelta(days=20)),
                }
                for n, lead in enumerate(leads)
                for view in range(lead[3])
            ],
            "conversions": [
                {"lead_id": f"l{n}", "converted_at": str(created[n] + timedelta(days=lead[2]))}
                for n, lead in enumerate(leads)
                if lead[2] is not None
            ],
        },
        {
            "models": [{"model_id": "m", "model_version": "1", "status": "live"}],
            "rules": [*({**step, "points": points} for step in STEPS), VIEW],
            "stages": [{"stage": "mql", "stage_order": "1", "enter_score": "45", **stage}],
        },
    )  # fmt: skip


@st.composite
def samples(draw) -> World:
    """Leads of both samples, with scores that tell something of their outcome or nothing."""
    # Drawn from a seed: lists of Hypothesis's own are too short for both samples to have outcomes.
    any_of = random.Random(draw(st.integers(0, 10**6)))
    conversions = draw(
        st.sampled_from([[None, 1, 10, 29, 45], [None, None, 0, 5], [None] * 9 + [9]])
    )
    leads = [
        (
            any_of.randint(0, 9),
            any_of.randint(OUTCOME_DAYS, 100),
            any_of.choice(conversions),
            any_of.choice([0, 0, 0, 1]),
        )
        for _ in range(draw(st.sampled_from([0, 12, 25, 40])))
    ]
    return world(
        leads,
        points=draw(st.sampled_from(["10", "3", "0"])),
        enter_score=draw(st.sampled_from(["0", "42.5", "42.5", "100", "102"])),
        weekly_capacity=draw(st.sampled_from([None, "0", "0.5", "1", "2.5", "20"])),
        target_close_rate=draw(st.sampled_from([None, "0", "0.15", "0.4", "0.75", "1"])),
    )


def recommended(engine: Engine, of: World) -> dict[str, dict]:
    """The rows of the one scoring model by their method; each method has one."""
    engine.run(of, only={RECOMMENDATIONS})
    rows = engine.rows(f"select * from {RECOMMENDATIONS}")
    assert sorted(row["method"] for row in rows) == METHODS
    return {row["method"]: row for row in rows}


def backtest(engine: Engine, sample: str) -> dict[int, dict]:
    rows = engine.rows(f"select * from lead_scoring__threshold_backtest where sample = '{sample}'")
    return {row["threshold"]: row for row in rows}


def figure(method: str, row: dict) -> Fraction | None:
    """What a method looks at, exactly, from the counts of a row of the backtest."""
    leads, buyers = row["leads"], row["conversions"]
    flagged, hits = row["flagged_leads"], row["flagged_conversions"]
    days = (row["last_created_on"] - row["first_created_on"]).days + 1 if leads else 0
    caught_less_bothered = hits * (leads - buyers) - (flagged - hits) * buyers
    counted, of = {
        "best_f1": (2 * hits, flagged + buyers),
        "youden_j": (caught_less_bothered, buyers * (leads - buyers)),
        "target_close_rate": (hits, flagged),
        "weekly_capacity": (7 * flagged, days),
        "expected_value": (7 * (WON_LEAD_VALUE * hits - TOUCH_COST * flagged), days),
    }[method]
    return Fraction(counted) / of if of else None


def chosen(
    method: str, train: dict[int, dict], validation: dict[int, dict], target: Fraction | None
) -> int | None:
    """The bar that the method's description asks for; of equals the higher one. Only what sales can
    turn to in a week is counted on the newest leads."""
    best, bar = None, None
    asked = validation if method == "weekly_capacity" else train
    for threshold, row in sorted(asked.items()):
        found = figure(method, row)
        if found is None or not row["flagged_leads"]:
            continue
        if method == "target_close_rate":
            fits, aim = found >= target, row["flagged_leads"]
        elif method == "weekly_capacity":
            fits, aim = found <= target, row["flagged_leads"]
        else:
            fits, aim = found > 0, found
        if fits and (best is None or aim >= best):
            best, bar = aim, threshold
    return bar


def close(came: Decimal | None, expected: Fraction | None) -> bool:
    if came is None or expected is None:
        return came is None and expected is None
    return abs(Fraction(came) - expected) <= Fraction(1, 10**6)


@given(of=samples())
def test_each_bar_is_chosen_on_train_and_told_of_validation(valued: Engine, of: World):
    rows = recommended(valued, of)
    train, validation = backtest(valued, "train"), backtest(valued, "validation")
    (stage,) = of.files["stages"]
    fewest = [min(row["conversions"] for row in sample.values()) for sample in (train, validation)]
    for method, row in rows.items():
        target = {
            "target_close_rate": stage["target_close_rate"] or "0.1",
            "weekly_capacity": stage["weekly_capacity"],
        }.get(method)
        target = None if target is None else Fraction(target)
        bar = None
        if method == "weekly_capacity" and target is None:
            status = "not set"
        elif min(fewest) < MIN_CONVERSIONS:
            status = "not enough outcomes"
        else:
            bar = chosen(method, train, validation, target)
            status = "out of reach"
            if bar is not None:
                is_better = is_better_than_chance(train[bar]) and is_better_than_chance(
                    validation[bar]
                )
                status = "recommended" if is_better else "not better than chance"
                assert row["is_better_than_chance"] == is_better
        assert (row["status"], row["tried_bar"]) == (status, bar), (method, row)
        assert row["recommended_bar"] == (bar if status == "recommended" else None)
        assert [row["train_outcomes"], row["validation_outcomes"]] == fewest
        assert close(row["target"], target)
        assert close(row["train_figure"], None if bar is None else figure(method, train[bar]))
        assert_told_of_validation(row, validation)


def assert_told_of_validation(row: dict, validation: dict[int, dict]) -> None:
    bar, today = row["tried_bar"], row["current_bar"]
    told = validation.get(bar, {})
    for name in [
        "leads", "conversions", "flagged_leads", "flagged_conversions", "precision",
        "precision_low", "precision_high", "recall", "lift", "flagged_per_week",
    ]:  # fmt: skip
        assert row[name] == told.get(name), name
    assert close(row["validation_figure"], figure(row["method"], told) if told else None)
    current = validation.get(math.ceil(today), {})
    for name in ["precision", "precision_low", "precision_high", "recall", "flagged_per_week"]:
        assert row[f"current_{name}"] == current.get(name), name
    for name, shift in SHIFTS.items():
        beside = validation.get(bar + shift, {}) if told else {}
        assert row[f"precision_{name}"] == beside.get("precision"), name
        assert row[f"flagged_per_week_{name}"] == beside.get("flagged_per_week"), name
    recommended_bar = row["recommended_bar"]
    assert row["bar_change"] == (None if recommended_bar is None else recommended_bar - today)
    if not told:
        assert row["is_better_than_chance"] is None
        return
    assert row["recall_low"] <= row["recall"] <= row["recall_high"]


def is_better_than_chance(row: dict) -> bool:
    """Of a row of the backtest."""
    return (row["precision_low"] or 0) * row["leads"] > row["conversions"]


def a_week(size: int, conversion: int | None, leads: int = 1) -> list[tuple]:
    """So many equal leads on each of 60 days: 42 days of train, 18 of validation."""
    return [(size, OUTCOME_DAYS + day, conversion, 0) for day in range(60) for _ in range(leads)]


def test_without_conversions_there_is_no_bar(valued: Engine):
    rows = recommended(valued, world(a_week(3, None) + a_week(8, None), weekly_capacity="5"))
    for row in rows.values():
        assert (row["status"], row["recommended_bar"]) == ("not enough outcomes", None)
        assert row["recommendation"] == (
            "No bar: 0 of the older leads converted and 0 of the newest;"
            " at least 2 of each are needed."
        )


def test_without_leads_there_is_no_bar(valued: Engine):
    rows = recommended(valued, world([], weekly_capacity="5"))
    assert {row["status"] for row in rows.values()} == {"not enough outcomes"}


def test_equal_scores_part_nobody(valued: Engine):
    leads = a_week(4, None, 3) + a_week(4, 5)
    rows = recommended(valued, world(leads, weekly_capacity="5", target_close_rate="0.5"))
    for method in ("youden_j", "target_close_rate", "weekly_capacity"):
        assert rows[method]["status"] == "out of reach", method
    # Everybody is worth a touch here, and the highest bar that takes everybody is their score.
    for method in ("best_f1", "expected_value"):
        assert (rows[method]["tried_bar"], rows[method]["recommended_bar"]) == (40, None)
        assert rows[method]["status"] == "not better than chance"
    assert rows["best_f1"]["recommendation"] == (
        "No bar: the one that was tried is not shown to be better than chance. The best balance of"
        " precision and recall (F1): 40, 5 below the bar of today. Of the newest leads it would have"
        " flagged 72, 28.0 a week; 18 converted, 25 % (16 % to 36 %). Of all of them 25 % did: that is"
        " not clearly better than taking any lead."
    )


def test_a_score_that_says_nothing_of_the_outcome_is_not_better_than_chance(valued: Engine):
    leads = [lead for size in range(10) for lead in a_week(size, None, 3) + a_week(size, 5)]
    rows = recommended(valued, world(leads, weekly_capacity="100"))
    assert {row["is_better_than_chance"] for row in rows.values()} == {False, None}
    assert "recommended" not in {row["status"] for row in rows.values()}
    assert rows["weekly_capacity"]["status"] == "not better than chance"


def test_a_capacity_is_sized_on_the_newest_leads(valued: Engine):
    """Four times as many leads come as used to: what was 14 a week is 56."""
    older = a_week(9, 5) + a_week(8, 5) + a_week(2, None, 2)
    newest = a_week(9, 5) + a_week(8, 5, 7) + a_week(2, None, 8)
    leads = [lead for lead in older if lead[1] >= OUTCOME_DAYS + 18]
    leads += [lead for lead in newest if lead[1] < OUTCOME_DAYS + 6]
    row = recommended(valued, world(leads, weekly_capacity="20"))["weekly_capacity"]
    assert (row["status"], row["recommended_bar"]) == ("recommended", 90)
    assert row["validation_figure"] <= 20
    assert row["recommendation"].startswith(
        "The most leads within 20 a week, counted on those created from 2026-05-28 to 2026-05-31: a bar"
        " of 90, 45 above the bar of today. Of the newest leads it would have flagged 4, 7.0 a week;"
    )


def test_a_score_that_knows_the_outcome_gives_one_bar(valued: Engine):
    leads = a_week(2, None, 4) + a_week(8, 5)
    rows = recommended(valued, world(leads, weekly_capacity="7", target_close_rate="0.9"))
    for row in rows.values():
        assert (row["recommended_bar"], row["bar_change"]) == (80, 35)
        assert row["is_better_than_chance"] is True
        assert (row["precision_5_lower"], row["flagged_per_week_10_lower"]) == (1, 7)
        assert (row["precision_5_higher"], row["flagged_per_week_10_higher"]) == (None, 0)
    assert rows["weekly_capacity"]["recommendation"] == (
        "The most leads within 7 a week, counted on those created from 2026-05-14 to 2026-05-31: a bar"
        " of 80, 35 above the bar of today. Of the newest leads it would have flagged 18, 7.0 a week; 18"
        " converted, 100 % (82 % to 100 %)."
    )


def noise(engine: Engine, seed: int, models: int, won_after: Callable) -> list[dict]:
    """The recommendations for many scores that know nothing of the outcome. Each lead comes with some
    points and gets or loses others now and then, until it converts."""
    dice, count = random.Random(seed), 900
    created = [TODAY - timedelta(days=dice.randint(OUTCOME_DAYS, 250)) for _ in range(count)]
    won = [
        None if days is None else day + timedelta(days=days)
        for day in created
        for days in [won_after(dice)]
    ]
    models = [f"m{number}" for number in range(models)]
    path = []
    for model in models:
        for number, day in enumerate(created):
            score, at = dice.randint(0, 80), day
            while at <= TODAY and (won[number] is None or at < won[number]):
                path.append([model, f"l{number}", str(at), str(score)])
                score, at = score + dice.randint(-15, 15), at + timedelta(days=dice.randint(1, 60))
    leads = [[f"l{number}", str(day)] for number, day in enumerate(created)]
    conversions = [[f"l{number}", str(day)] for number, day in enumerate(won) if day]
    stages = [[model, "mql", "45", dice.choice(["5", "20", "40"])] for model in models]
    score_path = (
        "cells[1] as model_id, cells[2] as lead_id, cast(cells[3] as date) as as_of_date,"
        " cast(cells[4] as numeric(18, 4)) as total_score"
    )
    for name, columns, cells in [
        ("int_lead_scoring__score_path", score_path, path),
        (
            "int_lead_scoring__model_leads",
            "cells[1] as model_id, cells[2] as lead_id",
            [[model, lead] for model in models for lead, _ in leads],
        ),
        (
            "stg_lead_scoring__leads",
            "cells[1] as lead_id, cast(cells[2] as date) as created_on",
            leads,
        ),
        (
            "stg_lead_scoring__conversions",
            "cells[1] as lead_id, cast(cells[2] as date) as converted_on,"
            " cast(null as numeric(18, 2)) as amount",
            conversions,
        ),
        ("int_lead_scoring__models", "cells[1] as model_id", [[model] for model in models]),
        (
            "int_lead_scoring__stages",
            "cells[1] as model_id, cells[2] as stage, cast(cells[3] as numeric(18, 4)) as enter_score,"
            " cast(cells[4] as numeric(18, 4)) as weekly_capacity,"
            " cast(null as numeric(18, 4)) as target_close_rate",
            stages,
        ),
    ]:
        engine.connection.execute(
            f"create table {name} as select {columns}"
            """ from (select unnest(from_json(?, '[["VARCHAR"]]')) as cells)""",
            [json.dumps(cells)],
        )
    engine.connection.execute(
        "create table stg_lead_scoring__holdout (lead_id varchar, rejection_reason varchar)"
    )
    engine.connection.execute(
        f"create table int_lead_scoring__config_gate as select date '{TODAY}' as as_of_date"
    )
    for mart in ("lead_scoring__threshold_backtest", RECOMMENDATIONS):
        engine.connection.execute(engine.statements[mart].replace(COMPILED_DAY, str(TODAY)))
    return engine.rows(f"select * from {RECOMMENDATIONS}")


@pytest.mark.parametrize(
    "won_after",
    [
        lambda dice: dice.randint(1, 9) if dice.random() < 0.15 else None,
        lambda dice: dice.randint(0, 200) if dice.random() < 0.4 else None,
    ],
    ids=["soon", "at any time"],
)
def test_of_scores_that_know_nothing_hardly_any_has_a_recommended_bar(valued: Engine, won_after):
    """The bar that a hundred thresholds gave on the older leads is tried once on the newest, and has to
    be better than chance on both."""
    valued.renew()
    models = 80
    try:
        rows = noise(valued, 1, models, won_after)
    finally:
        valued.renew()
    tried = {row["method"]: Counter() for row in rows}
    for row in rows:
        tried[row["method"]][row["status"]] += 1
        assert (row["status"] == "recommended") == bool(row["is_better_than_chance"])
    assert sum(statuses["not better than chance"] for statuses in tried.values()) > 2 * models
    for method, statuses in tried.items():
        assert statuses["recommended"] <= 0.04 * models, (method, statuses)
    confident = {row["model_id"] for row in rows if row["status"] == "recommended"}
    assert len(confident) <= 0.05 * models


def test_a_won_lead_has_a_value_only_if_one_is_set(engine: Engine):
    row = recommended(engine, world(a_week(2, None) + a_week(8, 5)))["expected_value"]
    assert (row["status"], row["recommended_bar"]) == ("not set", None)
    assert "set the vars lead_scoring__won_lead_value and" in row["recommendation"]


@pytest.mark.parametrize(
    ("conversions", "status"), [(19, "not enough outcomes"), (20, "recommended")]
)
def test_twenty_conversions_in_each_sample_are_enough(
    engine: Engine, conversions: int, status: str
):
    leads = [
        (8 if number < conversions else 2, days_ago, 5 if number < conversions else None, 0)
        for days_ago, leads in [(90, 70), (40, 30)]
        for number in range(leads)
    ]
    row = recommended(engine, world(leads))["best_f1"]
    assert (row["status"], row["validation_outcomes"]) == (status, conversions)


def test_the_minimum_is_what_its_reason_says():
    """With 20 conversions, half of them caught, the recall is known to 20 points either way."""
    z, n = NormalDist().inv_cdf(0.975), 20
    half = z * (0.25 / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    assert round(100 * half) == 20
