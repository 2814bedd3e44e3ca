"""What a score promises is what scikit-learn's isotonic regression would promise, and how well it is
kept is said by scikit-learn too, to a millionth."""

from __future__ import annotations

import random
from itertools import groupby

import numpy as np
import pytest
from engine import Engine
from hypothesis import example, given
from hypothesis import strategies as st
from test_validation import close, columns, degenerate, judge, scorings

isotonic = pytest.importorskip("sklearn.isotonic", reason="scikit-learn is the second opinion")
metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is the second opinion")
learning = pytest.importorskip("lead_scoring.learning", reason="the extra `learn` is not installed")

SLICES = 50


def promised(rows: list[tuple]) -> dict[float, float]:
    """The probability of every score that occurs: slices of equally many leads, one lead more in
    each, isotonic regression of their rates."""
    _, scores, converted = columns(rows)
    slice_of = {score: SLICES * int((scores < score).sum()) // len(rows) for score in set(scores)}
    slices = sorted(set(slice_of.values()))
    members = [np.array([slice_of[score] == slice_ for score in scores]) for slice_ in slices]
    weights = [mask.sum() + 1 for mask in members]
    rates = [
        (converted[mask].sum() + converted.mean()) / weight
        for mask, weight in zip(members, weights, strict=True)
    ]
    fitted = isotonic.IsotonicRegression().fit_transform(slices, rates, sample_weight=weights)
    return {score: fitted[slices.index(slice_of[score])] for score in slice_of}


@given(rows=scorings)
@degenerate
def test_probabilities_are_those_of_isotonic_regression_on_slices(lenient, rows):
    validation, deciles = judge(lenient, {"m": rows})
    came = lenient.rows("select * from int_lead_scoring__calibrated_scores")
    assert sum(scored["leads"] for scored in came) == len(rows)
    assert {float(scored["score"]) for scored in came} == {score for _, score, _ in rows}
    row = validation["m"]
    if not any(converted for *_, converted in rows):
        assert all(scored["conversion_probability"] is None for scored in came)
        assert row["brier_score"] is None and row["calibration_error"] is None
        return
    expected = promised(rows)
    assert all(
        close(scored["conversion_probability"], expected[float(scored["score"])]) for scored in came
    )
    _, scores, converted = columns(rows)
    probabilities = np.array([expected[score] for score in scores])
    assert close(
        row["brier_score"],
        metrics.brier_score_loss(converted, np.clip(probabilities, 0, 1), pos_label=True),
    )
    tenths = [10 * int((scores > score).sum()) // len(rows) + 1 for score in scores]
    error = 0.0
    for tenth in range(1, 11):
        mask = np.array(tenths) == tenth
        mean = probabilities[mask].mean() if mask.any() else None
        assert close(deciles["m", tenth]["expected_conversion_rate"], mean)
        if mask.any():
            error += mask.mean() * abs(mean - converted[mask].mean())
    # Of promises that are rounded themselves.
    assert abs(float(row["calibration_error"]) - error) <= 2e-6


@given(rows=scorings)
@degenerate
def test_every_score_has_one_probability_and_a_higher_score_never_a_lower_one(lenient, rows):
    judge(lenient, {"m": rows})
    intervals = lenient.rows(
        "select * from lead_scoring__calibration_curve order by from_score nulls first"
    )
    if not any(converted for *_, converted in rows):
        assert intervals == []
        return
    assert intervals[0]["from_score"] is None and intervals[-1]["below_score"] is None
    for lower, higher in zip(intervals, intervals[1:], strict=False):
        assert lower["below_score"] == higher["from_score"]
        assert lower["conversion_probability"] < higher["conversion_probability"]
    assert sum(interval["leads"] for interval in intervals) == len(rows)
    assert sum(interval["conversions"] for interval in intervals) == sum(row[2] for row in rows)


@given(rows=scorings)
def test_no_probability_is_learnt_from_leads_that_are_not_train(lenient: Engine, rows):
    judge(lenient, {"m": rows})
    before = lenient.rows("select * from lead_scoring__calibration_curve order by 1, 2 nulls first")
    lenient.connection.execute(
        "insert into int_lead_scoring__sampled_scores"
        " select * replace ('validation' as sample, not is_converted as is_converted)"
        " from int_lead_scoring__sampled_scores"
    )
    for model in ("int_lead_scoring__calibrated_scores", "lead_scoring__calibration_curve"):
        lenient.connection.execute(lenient.statements[model])
    after = lenient.rows("select * from lead_scoring__calibration_curve order by 1, 2 nulls first")
    assert after == before


@given(train=scorings, newest=scorings, dice=st.randoms(use_true_random=False))
@example(train=[(1, 5.0, True)], newest=[(2, 5.0, False)] * 12, dice=random.Random(1))
def test_a_page_and_a_mart_say_the_same_of_the_same_scores(lenient: Engine, train, newest, dice):
    """Whatever the order in which leads of one score come."""
    if not newest or not any(converted for *_, converted in train):
        return
    judge(lenient, {"m": train}, newest)
    (row,) = lenient.rows(
        "select calibration_error from lead_scoring__model_validation"
        " where sample = 'validation' and score_name = 'total_score'"
    )
    rows = [(*row, True) for row in train] + [(*row, False) for row in newest]
    dice.shuffle(rows)
    leads, scores, converted, is_train = (np.array(column) for column in zip(*rows, strict=True))
    material = learning.Material(leads, leads, is_train, converted, np.zeros((len(rows), 0)))
    # A score that was added up in floats.
    error = learning.calibration_error(scores + 1e-9, material)
    assert abs(float(row["calibration_error"]) - error) <= 2e-6


def test_a_lead_that_is_seen_converting_at_many_cutoffs_is_one_conversion(engine):
    """With the usual minimum of twenty."""
    few = [(lead, float(lead), True) for lead in range(19)] * 5
    others = [(lead, 0.0, False) for lead in range(100, 200)]
    judge(engine, {"m": few + others})
    assert engine.rows("select * from lead_scoring__calibration_curve") == []
    judge(engine, {"m": [*few, (19, 1.0, True), *others]})
    assert engine.rows("select * from lead_scoring__calibration_curve")


def test_half_the_leads_of_a_step_convert_where_the_score_is_a_step(lenient):
    rows = [
        (lead, 80.0 if lead < 200 else 20.0, lead % 2 == 0 and lead < 200) for lead in range(1000)
    ]
    judge(lenient, {"m": rows})
    found = {
        score: {float(row["conversion_probability"]) for row in group}
        for score, group in groupby(
            lenient.rows("select * from int_lead_scoring__calibrated_scores order by score"),
            key=lambda row: float(row["score"]),
        )
    }
    assert found == {20.0: {round(0.1 / 801, 6)}, 80.0: {round(100.1 / 201, 6)}}
