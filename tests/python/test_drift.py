"""Drift is what plain Python and scikit-learn find in the same leads, and chance alone raises no
alarm."""

from __future__ import annotations

import json
import math
from collections import Counter

import numpy as np
import pytest
from engine import Engine
from hypothesis import example, given
from hypothesis import strategies as st
from test_validation import close

metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is the second opinion")
stats = pytest.importorskip("scipy.stats", reason="scipy is the second opinion")

MART = "lead_scoring__score_drift"
MAX_PSI, MAX_AUC_FALL = 0.25, 0.1

# All leads of one day are of one sample, but those that are held out.
DAYS = {"train": 1, "holdout": 1, "validation": 2, None: 3}

# A lead at a cutoff: (month, sample if known, part, class, converted, rules that match). Scores and
# probabilities follow from the part.
scorings = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(list(DAYS)),
        st.integers(1, 4),
        st.sampled_from(["A1", "B2", None]),
        st.booleans(),
        st.sets(st.sampled_from(["one", "two"])),
    ),
    max_size=50,
)


def judged(
    engine: Engine, models: dict[str, list[tuple]], promised: dict[str, dict] | None = None
) -> dict:
    """What the mart says of scorings that stand in for those of real leads. As in the package there
    are parts, and promises, only where there is a train sample. Each scoring is that of another lead,
    unless it names one at its end."""
    cells, matches, held_out = [], [], []
    for model, rows in models.items():
        known = {row[2] for row in rows if row[1] == "train"}
        for number, (month, sample, part, class_, converted, rules, *named) in enumerate(rows):
            lead, day = f"{model} {[number, *named][-1]}", f"2026-{month:02}-{DAYS[sample]:02}"
            judged_part = str(nearest(known, part)) if known else None
            outcome = str(converted) if sample else None
            chance = (promised or {}).get(model, {}).get(part, score(part) / 100)
            cells.append(
                [model, lead, day, sample, judged_part, class_, outcome, str(score(part))]
                + [f"{chance:.6f}" if known and sample else None]
            )
            matches += [[model, lead, day, rule] for rule in sorted(rules)]
            held_out += [[lead]] if sample == "holdout" else []
    stand_ins = {
        "int_lead_scoring__cohort_scores": (
            """
            cells[1] as model_id, cells[2] as lead_id, cast(cells[3] as date) as cutoff_date,
            cast(date_trunc('month', cutoff_date) as date) as cohort_month, cells[4] as sample,
            cast(cells[5] as integer) as part, cells[6] as score_class,
            cast(cells[7] as boolean) as is_converted,
            cast(cells[8] as numeric(18, 4)) as score,
            cast(cells[9] as numeric(18, 6)) as conversion_probability
            """,
            cells,
        ),
        "int_lead_scoring__cutoff_entries": (
            """
            cells[1] as model_id, cells[2] as lead_id, cast(cells[3] as date) as cutoff_date,
            cells[4] as rule_id, 'rule' as entry_type, 1 as counted_occurrences, 1 as points,
            1 as base_points
            """,
            matches,
        ),
        "int_lead_scoring__sampled_scores": ("cast(cells[1] as date) as as_of_date", []),
        "stg_lead_scoring__holdout": (
            "cells[1] as lead_id, cast(null as varchar) as rejection_reason",
            held_out,
        ),
    }
    for name, (columns, rows) in stand_ins.items():
        # In other tests the name is that of the package's own view.
        engine.connection.execute(f"drop view if exists {name}")
        engine.connection.execute(
            f"create or replace table {name} as select {columns}"
            """ from (select unnest(from_json(?, '[["VARCHAR"]]')) as cells)""",
            [json.dumps(rows)],
        )
    try:
        engine.connection.execute(engine.statements[MART])
    finally:
        for name in stand_ins:
            engine.connection.execute(f"drop table {name}")
    return {
        (row["model_id"], row["cohort_month"].month, row["measure"], row["item"]): row
        for row in engine.rows(f"select * from {MART}")
    }


def nearest(known: set[int], part: int) -> int:
    return min(known, key=lambda other: (abs(other - part), other))


def score(part: int) -> int:
    return 50 - 10 * part


def stability(counts: list[int], train_counts: list[int]) -> float:
    share = (np.array(counts) + 0.5) / (sum(counts) + 0.5 * len(counts))
    train = (np.array(train_counts) + 0.5) / (sum(train_counts) + 0.5 * len(train_counts))
    return float(((share - train) * np.log(share / train)).sum())


@given(rows=scorings)
@example(rows=[])
@example(rows=[(1, "train", 1, "A1", True, {"one"})])
@example(rows=[(1, None, 1, "A1", False, {"one"})])
@example(rows=[(1, "train", 1, "A1", False, set())] * 30 + [(2, None, 2, "B2", False, {"two"})] * 9)
def test_stability_indices_and_shares_are_counted_as_by_hand(engine, rows):
    came = judged(engine, {"m": rows})
    train = [row for row in rows if row[1] == "train"]
    known = {row[2] for row in train}
    items = {("class", row[3]) for row in rows if row[3]}
    items |= {("rule", rule) for row in rows for rule in row[5]}
    for month in {row[0] for row in rows}:
        cohort = [row for row in rows if row[0] == month]
        for measure, item in items:
            row = came.pop(("m", month, measure, item))
            place = 3 if measure == "class" else 5
            inside, of_train = (
                sum(item == r[3] if place == 3 else item in r[5] for r in leads)
                for leads in (cohort, train)
            )
            assert row["leads"] == len(cohort)
            assert close(row["figure"], inside / len(cohort))
            assert close(row["reference_figure"], of_train / len(train) if train else None)
            psi = stability([inside, len(cohort) - inside], [of_train, len(train) - of_train])
            assert close(row["psi"], psi if train else None)
            alarm(row, psi if train else None, 2, len(cohort), len(train))
        if not train:
            continue
        row = came.pop(("m", month, "score", "total_score"))
        parts = sorted(known)
        spread, of_train = (
            [sum(nearest(known, r[2]) == part for r in leads) for part in parts]
            for leads in (cohort, train)
        )
        assert close(row["figure"], np.mean([score(r[2]) for r in cohort]))
        assert close(row["reference_figure"], np.mean([score(r[2]) for r in train]))
        assert close(row["psi"], stability(spread, of_train))
        alarm(row, stability(spread, of_train), len(parts), len(cohort), len(train))
    assert not [key for key in came if key[2] in ("score", "rule", "class")]


def alarm(row: dict, psi: float | None, parts: int, leads: int, train: int) -> None:
    """Wilson and Hilferty are within 3 % of the chi-square; where that decides, nothing is asked."""
    if psi is None:
        assert row["alert_level"] is None and row["psi_by_chance"] is None
        return
    chance = stats.chi2.ppf(0.95, parts - 1) * (1 / leads + 1 / train) if parts > 1 else 0
    assert math.isclose(row["psi_by_chance"], chance, rel_tol=0.03, abs_tol=1e-6)
    if all(abs(psi - bar) > 0.04 * chance + 1e-9 for bar in (chance, MAX_PSI, 0.4 * MAX_PSI)):
        level = "alert" if psi > MAX_PSI else "watch" if psi > 0.4 * MAX_PSI else "ok"
        assert row["alert_level"] == (level if psi > chance else "ok")


@given(rows=scorings)
@example(rows=[(1, "train", 1, "A1", False, set())])
def test_auc_and_kept_promises_of_a_month_are_those_of_scikit_learn(lenient, rows):
    came = judged(lenient, {"m": rows})
    train = [row for row in rows if row[1] == "train"]
    months = {row[0] for row in rows if row[1]}
    assert {key[1] for key in came if key[2] == "auc"} == months
    for month in months:
        cohort = [row for row in rows if row[0] == month and row[1]]
        row = came["m", month, "auc", "total_score"]
        won = sum(r[4] for r in cohort)
        assert (row["leads"], row["conversions"]) == (len(cohort), won)
        assert close(row["figure"], auc(cohort)) and close(row["reference_figure"], auc(train))
        if won and row["figure"] is not None and row["reference_figure"] is not None:
            fall = float(row["reference_figure"] - row["figure"])
            if abs(fall - MAX_AUC_FALL) > 1e-5:
                assert row["alert_level"] == ("alert" if fall > MAX_AUC_FALL else "ok")
        row = came["m", month, "conversion_rate", "total_score"]
        assert close(row["figure"], won / len(cohort))
        promised = np.mean([score(r[2]) / 100 for r in cohort]) if train else None
        assert close(row["reference_figure"], promised)
        assert_promise_is_judged(row, promised, len(cohort), len(train))
        row = came["m", month, "calibration_error", "total_score"]
        assert close(row["figure"], error(cohort, train))
        assert close(row["reference_figure"], error(train, train))
        assert_error_is_judged(row, promised, cohort, train)


def assert_promise_is_judged(row: dict, promised: float, leads: int, train: int) -> None:
    if not train or max(row["conversions"], promised * leads) < 1 - 1e-9:
        assert row["alert_level"] is None
        return
    trials, rate = 1 / (1 / leads + 1 / train), float(row["conversions"] / leads)
    ends = [wilson(rate, trials, sure) for sure in (0.95, 0.999)]
    wide = min(0.1, promised / 2)
    if all(abs(end - promised) > 1e-9 for pair in ends for end in pair):
        (is_out, is_far_out) = (not low < promised < high for low, high in ends)
        if abs(abs(rate - promised) - wide) > 1e-9:
            is_far = abs(rate - promised) > wide
            level = "alert" if is_far_out and is_far else "watch" if is_out else "ok"
            assert row["alert_level"] == level


def wilson(rate: float, trials: float, sure: float) -> tuple[float, float]:
    """By hand, since trials need not be whole."""
    z = stats.norm.ppf((1 + sure) / 2)
    middle = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials)
    half *= math.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    return middle - half, middle + half


def assert_error_is_judged(row: dict, promised: float, cohort: list, train: list) -> None:
    if not train:
        assert row["error_by_chance"] is None and row["alert_level"] is None
        return
    known, sizes = {r[2] for r in train}, []
    for part in known:
        now, then = (
            [r[4] for r in rows if nearest(known, r[2]) == part] for rows in (cohort, train)
        )
        if now:
            rate = np.mean(now + then)
            sizes.append(len(now) * math.sqrt(rate * (1 - rate) * (1 / len(now) + 1 / len(then))))
    # What the size of a normal error is, and how it spreads, for each part on its own.
    size = stats.halfnorm.mean() * sum(sizes) / len(cohort)
    spread = stats.halfnorm.std() * math.hypot(*sizes) / len(cohort)
    chance, hardly = (size + stats.norm.ppf((1 + sure) / 2) * spread for sure in (0.95, 0.999))
    assert close(row["error_by_chance"], chance)
    error = float(row["figure"])
    if max(row["conversions"], promised * len(cohort)) < 1 - 1e-9:
        assert row["alert_level"] is None
    elif all(abs(error - bar) > 2e-6 for bar in (chance, hardly, 0.1, promised / 2)):
        is_far = error > hardly and error > min(0.1, promised / 2)
        assert row["alert_level"] == ("alert" if is_far else "watch" if error > chance else "ok")


def auc(leads: list[tuple]) -> float | None:
    outcomes = [row[4] for row in leads]
    if len(set(outcomes)) < 2:
        return None
    return metrics.roc_auc_score(outcomes, [score(row[2]) for row in leads])


def error(leads: list[tuple], train: list[tuple]) -> float | None:
    if not leads or not train:
        return None
    known = {row[2] for row in train}
    excess = Counter()
    for row in leads:
        excess[nearest(known, row[2])] += score(row[2]) / 100 - row[4]
    return sum(map(abs, excess.values())) / len(leads)


def test_months_like_train_raise_few_alarms_and_a_changed_month_raises_one(engine):
    dice = np.random.default_rng(3)

    def leads(month: int, sample: str | None, weights: list[float], count: int) -> list[tuple]:
        parts = dice.choice([1, 2, 3, 4], size=count, p=weights)
        return [(month, sample, int(part), None, False, set()) for part in parts]

    even, changed = [0.25] * 4, [0.6, 0.2, 0.1, 0.1]
    models = {
        str(number): leads(1, "train", even, 300)
        + leads(2, None, even, 20)
        + leads(3, None, changed, 60)
        for number in range(200)
    }
    levels = {month: Counter() for month in (2, 3)}
    for (_, month, measure, _), row in judged(engine, models).items():
        if measure == "score" and month in levels:
            levels[month][row["alert_level"]] += 1
    assert levels[2]["ok"] >= 0.9 * 200
    assert levels[3]["alert"] >= 0.95 * 200


def months_of_promises(
    weights: dict[int, list[float]], counts: dict[int, int], dice
) -> list[tuple]:
    """Train in month 1; every later month converts at its own rates, part by part. What is promised
    is what train taught."""
    rows = []
    for month, rates in weights.items():
        parts = dice.integers(1, 5, size=counts[month])
        won = dice.random(counts[month]) < np.array(rates)[parts - 1]
        sample = "train" if month == 1 else "validation"
        rows += [
            (month, sample, int(part), None, bool(came), set())
            for part, came in zip(parts, won, strict=True)
        ]
    return rows


def promised_by_train(rows: list[tuple]) -> dict[int, float]:
    """The share of each part of train that converted."""
    found = {}
    for part in {row[2] for row in rows if row[1] == "train"}:
        won = [row[4] for row in rows if row[1] == "train" and row[2] == part]
        found[part] = sum(won) / len(won)
    return found


@pytest.mark.parametrize("rates", [[0.4, 0.2, 0.1, 0.05], [0.2, 0.1, 0.05, 0.01]])
def test_kept_promises_raise_few_alarms(engine, rates):
    """However few older leads the promise was learnt from."""
    dice, count = np.random.default_rng(9), 100
    for train, leads in [(300, 500), (900, 300)]:
        models = {
            str(number): months_of_promises({1: rates, 2: rates}, {1: train, 2: leads}, dice)
            for number in range(count)
        }
        found = judged(engine, models, {name: promised_by_train(models[name]) for name in models})
        for measure in ("conversion_rate", "calibration_error"):
            levels = Counter(
                found[name, 2, measure, "total_score"]["alert_level"] for name in models
            )
            assert levels[None] < count / 2, (train, measure)
            assert levels["watch"] + levels["alert"] <= 0.1 * count, (train, measure, levels)
            assert levels["alert"] <= 1, (train, measure, levels)


@pytest.mark.parametrize(
    ("came", "conversions_alert"),
    [
        # 11 % were promised and 45 % came; hardly anybody came of many who were promised.
        ([0.45, 0.45, 0.45, 0.45], "alert"),
        ([0.01, 0.01, 0.01, 0.01], "alert"),
        # The right number of the wrong leads.
        ([0.02, 0.06, 0.12, 0.24], "ok"),
    ],
)
def test_broken_promises_raise_one(engine, came, conversions_alert):
    dice, rates = np.random.default_rng(4), [0.24, 0.12, 0.06, 0.02]
    models = {
        str(number): months_of_promises({1: rates, 2: came}, {1: 2000, 2: 600}, dice)
        for number in range(30)
    }
    found = judged(engine, models, {name: promised_by_train(models[name]) for name in models})
    levels = {
        measure: Counter(found[name, 2, measure, "total_score"]["alert_level"] for name in models)
        for measure in ("conversion_rate", "calibration_error")
    }
    assert levels["conversion_rate"][conversions_alert] >= 28
    assert levels["calibration_error"]["alert"] == 30
    warned = engine.rows(engine.warnings["lead_scoring__promises_are_kept"])
    assert warned


def test_the_same_leads_at_many_cutoffs_of_a_month_prove_nothing_more(engine):
    """Thirty of a hundred came where a tenth was promised, which is more than luck; seen ten times,
    ten leads of train and ten of the month are still ten."""

    def scorings(month: int, leads: range, won: int) -> list[tuple]:
        sample = "train" if month == 1 else "validation"
        return [
            (month, sample, 1, None, number < won, set(), lead) for number, lead in enumerate(leads)
        ]

    once = scorings(1, range(1000), 100) + scorings(2, range(2000, 2100), 30)
    often = scorings(1, range(100), 10) * 10 + scorings(2, range(200, 210), 3) * 10
    found = judged(engine, {"once": once, "often": often}, {"once": {1: 0.1}, "often": {1: 0.1}})
    levels = {
        (name, measure): found[name, 2, measure, "total_score"]["alert_level"]
        for name in ("once", "often")
        for measure in ("conversion_rate", "calibration_error")
    }
    assert {levels["once", "conversion_rate"], levels["once", "calibration_error"]} == {"alert"}
    # Three conversions are no twenty, at however many cutoffs they are seen.
    assert {levels["often", "conversion_rate"], levels["often", "calibration_error"]} == {None}
