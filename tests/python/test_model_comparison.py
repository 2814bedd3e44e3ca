"""Two scoring models on the same leads: the paired interval is DeLong's, pair by pair in numpy, and
the lists are counted by hand."""

from __future__ import annotations

import json
from collections import defaultdict

import numpy as np
import pytest
from engine import Engine
from hypothesis import example, given
from hypothesis import strategies as st
from test_validation import Z, close, use_samples

metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is the second opinion")
learning = pytest.importorskip("lead_scoring.learning", reason="the extra `learn` is not installed")
proportion = pytest.importorskip("statsmodels.stats.proportion", reason="the second opinion")

MART = "lead_scoring__model_comparison"
BAR = 10.0
scores = st.sampled_from([0.0, 5.0, 10.0, 15.0]) | st.integers(0, 200_000).map(lambda n: n / 10_000)
# (lead, live score, challenger score, converted)
scorings = st.lists(
    st.tuples(st.integers(0, 12), scores, scores, st.sampled_from([False, False, True])),
    max_size=60,
)


def judged(engine: Engine, pairs: dict[str, list[tuple]], only: str = "both") -> dict[str, dict]:
    """What the mart says of scorings on `train`; `only` leaves out those of one model."""
    cells = [
        [f"{pair} {side}", str(lead), str(number), f"{score:.4f}", str(converted)]
        for pair, rows in pairs.items()
        for number, (lead, live, challenger, converted) in enumerate(rows)
        for side, score in [("live", live), ("challenger", challenger)]
        if only in ("both", side)
    ]
    read = """(select unnest(from_json(?, '[["VARCHAR"]]')) as cells)"""
    engine.connection.execute(
        f"""
        create or replace table int_lead_scoring__sampled_scores as
        select
            cells[1] as model_id, cells[2] as lead_id,
            date '2020-01-01' + cast(cells[3] as integer) as cutoff_date, 'train' as sample,
            cast(cells[4] as numeric(18, 4)) as total_score,
            cast(cells[5] as boolean) as is_converted, cast(null as date) as as_of_date
        from {read}
        """,
        [json.dumps(cells)],
    )
    names = [[f"{pair} live", f"{pair} challenger"] for pair in pairs]
    engine.connection.execute(
        f"""
        create or replace table lead_scoring__lead_scores as
        select
            cells[1] as lead_id, unnest(cells) as model_id,
            unnest(['live', 'challenger']) as model_status, cast(null as date) as as_of_date
        from {read}
        """,
        [json.dumps(names)],
    )
    engine.connection.execute(
        f"""
        create or replace table int_lead_scoring__stages as
        select unnest(cells) as model_id, 'mql' as stage, {BAR} as enter_score from {read}
        """,
        [json.dumps(names)],
    )
    use_samples(engine)
    engine.connection.execute(engine.statements[MART])
    rows = engine.rows(f"select * from {MART} where sample = 'train'")
    return {row["live_model_id"].removesuffix(" live"): row for row in rows}


def placements(scores: np.ndarray, converted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    above, below = scores[converted][:, None], scores[~converted][None, :]
    wins = (above > below) + 0.5 * (above == below)
    return wins.mean(axis=1), wins.mean(axis=0)


def paired_error(rows: list[tuple]) -> float | None:
    """The standard error of the difference: DeLong's covariances of placements, summed by lead."""
    leads, live, challenger, converted = map(np.array, zip(*rows, strict=True))
    if len(set(leads[converted])) < 2 or len(set(leads[~converted])) < 2:
        return None
    of_live, of_challenger = placements(live, converted), placements(challenger, converted)
    sums = defaultdict(lambda: [0.0, 0.0])
    for outcome, mask in enumerate((converted, ~converted)):
        differences = of_challenger[outcome] - of_live[outcome]
        for lead, deviation in zip(leads[mask], differences - differences.mean(), strict=True):
            sums[lead][outcome] += deviation / mask.sum()
    first, second = np.array(list(sums.values())).T
    m, n, k = len(set(leads[converted])), len(set(leads[~converted])), len(sums)
    variance = (
        m / (m - 1) * (first @ first)
        + n / (n - 1) * (second @ second)
        + 2 * k / (k - 1) * (first @ second)
    )
    return np.sqrt(variance) if variance > 1e-12 else None


@given(rows=scorings)
@example(rows=[])
@example(rows=[(1, 5.0, 20.0, True)])
@example(rows=[(lead, 5.0, 5.0, lead % 3 == 0) for lead in range(20)])
@example(rows=[(lead, float(lead), float(lead), lead > 14) for lead in range(20)])
@example(rows=[(lead, float(lead), float(-lead), lead > 14) for lead in range(20)])
@example(rows=[(lead, float(lead), 5.0, False) for lead in range(20)])
@example(rows=[(lead, float(lead), 5.0, lead % 2 == 0) for lead in range(20)])
def test_the_difference_and_its_interval_are_delongs_for_paired_leads(engine, rows):
    row = judged(engine, {"p": rows})["p"]
    assert row["leads"] == len(rows)
    converted = np.array([won for *_, won in rows], bool)
    assert row["conversions"] == converted.sum()
    if not converted.any() or converted.all():
        assert row["auc_difference"] is None and row["auc_difference_low"] is None
        assert row["better_ranking"] == "undecided"
        return
    _, live, challenger, _ = map(np.array, zip(*rows, strict=True))
    aucs = [metrics.roc_auc_score(converted, side) for side in (live, challenger)]
    assert close(row["live_auc"], aucs[0]) and close(row["challenger_auc"], aucs[1])
    difference, error = aucs[1] - aucs[0], paired_error(rows)
    assert close(row["auc_difference"], difference)
    if error is None:
        assert row["auc_difference_low"] is None and row["auc_difference_high"] is None
        return
    low, high = difference - Z * error, difference + Z * error
    assert close(row["auc_difference_low"], max(low, -1))
    assert close(row["auc_difference_high"], min(high, 1))
    if min(abs(low), abs(high)) > 1e-9:
        verdict = "challenger" if low > 0 else "live" if high < 0 else "undecided"
        assert row["better_ranking"] == verdict


@given(rows=scorings)
@example(rows=[])
def test_lists_are_counted_as_by_hand(engine, rows):
    row = judged(engine, {"p": rows})["p"]
    flags = [(live >= BAR, challenger >= BAR, won) for _, live, challenger, won in rows]
    for name, wanted in {
        "both": (True, True), "only_live": (True, False), "only_challenger": (False, True),
    }.items():  # fmt: skip
        members = [won for *flag, won in flags if tuple(flag) == wanted]
        assert row[f"flagged_{name}"] == len(members)
        assert row[f"conversions_{name}"] == sum(members)
        rate = low = high = None
        if members:
            rate = sum(members) / len(members)
            low, high = proportion.proportion_confint(sum(members), len(members), method="wilson")
        assert close(row[f"conversion_rate_{name}"], rate)
        assert close(row[f"conversion_rate_{name}_low"], low)
        assert close(row[f"conversion_rate_{name}_high"], high)
    live = {number for number, flag in enumerate(flags) if flag[0]}
    challenger = {number for number, flag in enumerate(flags) if flag[1]}
    either = len(live | challenger)
    assert close(row["list_overlap"], len(live & challenger) / either if either else None)
    assert close(row["list_churn"], len(live - challenger) / len(live) if live else None)


@given(rows=scorings)
@example(rows=[])
@example(rows=[(lead, float(lead), lead / 20, lead > 14) for lead in range(20)])
@example(rows=[(lead, 5.0, float(lead), False) for lead in range(20)])
def test_the_bar_of_equal_volume_lets_through_as_many_as_any_bar_can(engine, rows):
    row = judged(engine, {"p": rows})["p"]
    wanted = sum(live >= BAR for _, live, _, _ in rows)
    bar = row["equal_volume_bar"]
    if not wanted:
        assert bar is None and row["flagged_at_equal_volume"] is None
        return
    reached = {
        whole: sum(challenger >= whole for _, _, challenger, _ in rows) for whole in range(30)
    }
    misses = {whole: abs(count - wanted) for whole, count in reached.items() if count}
    best = min(misses.values())
    assert bar == max(whole for whole, miss in misses.items() if miss == best)
    assert row["flagged_at_equal_volume"] == reached[bar]
    learnt = np.array([challenger for _, _, challenger, _ in rows])
    assert learning.bar_of_volume(learnt, wanted) == bar
    members = [won for _, _, challenger, won in rows if challenger >= bar]
    assert row["conversions_at_equal_volume"] == sum(members)


def test_points_of_another_scale_are_held_against_the_same_number_of_leads(engine):
    """A tenth of the points: at the live bar the challenger would flag nobody."""
    rows = [(lead, lead / 10, lead / 100, lead > 150) for lead in range(200)]
    row = judged(engine, {"p": rows})["p"]
    assert (row["flagged_only_challenger"], row["flagged_both"]) == (0, 0)
    assert (row["flagged_only_live"], row["flagged_at_equal_volume"]) == (100, 100)
    assert (row["equal_volume_bar"], row["better_ranking"]) == (1, "undecided")


@given(rows=scorings)
def test_leads_that_only_one_model_scores_are_not_compared(engine, rows):
    assert judged(engine, {"p": rows}, only="live")["p"]["leads"] == 0


def test_two_models_that_know_equally_much_are_rarely_told_apart(engine):
    """Of the same leads at four cutoffs; a coin that took scorings for leads would err far more."""
    pairs = {}
    for number in range(200):
        dice = np.random.default_rng([5, number])
        truth, one, other = dice.normal(size=(3, 150))
        won = truth + dice.normal(size=150) > 1
        pairs[str(number)] = [
            (lead, truth[lead] + one[lead], truth[lead] + other[lead], bool(won[lead]))
            for lead in range(150)
            for _ in range(4)
        ]
    verdicts = [row["better_ranking"] for row in judged(engine, pairs).values()]
    assert 0.91 <= verdicts.count("undecided") / len(verdicts) <= 0.985
