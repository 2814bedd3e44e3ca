"""How well scores rank is said by scikit-learn and scipy too, to a millionth, whatever the data."""

from __future__ import annotations

import json
import random
import warnings
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from engine import Engine, World
from hypothesis import example, given
from hypothesis import strategies as st

metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is the second opinion")
stats = pytest.importorskip("scipy.stats", reason="scipy is the second opinion")

# Marts hold 6 decimals.
MILLIONTH = 1e-6
Z = 1.959963984540054
AS_OF = date(2026, 6, 30)
OUTCOME_DAYS = 30
SCORE_NAMES = {"total_score", "fit_score", "engagement_score", "newest_first", "event_count"}
SHARES = {"lift_top_10": 0.1, "lift_top_20": 0.2, "lift_top_30": 0.3}
DATA_TESTS = [
    "lead_scoring__validation_covers_every_matured_cutoff",
    "lead_scoring__validation_counts_are_consistent",
    "lead_scoring__auc_lies_in_its_interval",
    "lead_scoring__ranking_statistics_lie_within_their_bounds",
    "lead_scoring__decile_counts_are_consistent",
    "lead_scoring__decile_shares_lie_within_their_bounds",
]

tied_scores = st.sampled_from([0.0, 10.0, 20.0])
fine_scores = st.integers(-1_000_000, 1_000_000).map(lambda number: number / 10_000)
outcomes = st.sampled_from([False, False, True])
# (lead, score, converted); the same lead may come several times, at as many cutoffs.
scorings = st.one_of(
    st.lists(st.tuples(st.integers(0, 12), scores, outcomes), max_size=60)
    for scores in (tied_scores, fine_scores, st.one_of(tied_scores, fine_scores))
)


def degenerate(test):
    """All that a formula may trip over is tried in every run."""
    for rows in (
        [],
        [(1, 5.0, True)],
        [(1, 5.0, False)],
        [(1, 5.0, True), (2, 5.0, False)],
        [(lead, 5.0, lead % 3 == 0) for lead in range(20)],
        [(lead, float(lead), False) for lead in range(20)],
        [(lead, float(lead), True) for lead in range(20)],
        [(lead, float(lead), lead > 14) for lead in range(20)],
        [(lead, float(-lead), lead > 14) for lead in range(20)],
        [(1, float(number), number > 3) for number in range(6)],
        [(number % 4, float(number // 5), number % 2 == 0) for number in range(40)],
    ):
        test = example(rows=rows)(test)
    return test


def judge(
    engine: Engine,
    models: dict[str, list[tuple]],
    newest: Sequence[tuple] = (),
    others: Sequence[float] | None = None,
) -> tuple[dict, dict]:
    """What the marts say of scorings that stand in for those of real leads; `newest` are those of
    every model on `validation`, the others are on `train`. The baseline newest_first has the same
    scores, or `others`."""
    cells = [
        [model_id, str(lead), f"{score:.4f}", converted, sample]
        + [f"{score if others is None else others[number]:.4f}"]
        for model_id, rows in models.items()
        for sample, scored in [("train", rows), ("validation", newest)]
        for number, (lead, score, converted) in enumerate(scored)
    ]
    engine.connection.execute(
        """
        create or replace table int_lead_scoring__sampled_scores as
        select
            cells[1] as model_id, cells[2] as lead_id, date '2026-01-01' as cutoff_date,
            cells[5] as sample, cast(cells[4] as boolean) as is_converted,
            cast(cells[3] as numeric(18, 4)) as total_score,
            total_score as fit_score, total_score as engagement_score,
            cast(cells[6] as numeric(18, 4)) as newest_first, total_score as event_count,
            cast(null as date) as as_of_date
        from (select unnest(from_json(?, '[["VARCHAR"]]')) as cells)
        """,
        [json.dumps(cells)],
    )
    engine.connection.execute(
        "create or replace table int_lead_scoring__models as"
        """ select unnest(from_json(?, '["VARCHAR"]')) as model_id""",
        [json.dumps(list(models))],
    )
    use_samples(engine)
    for model in (
        "int_lead_scoring__calibrated_scores",
        "lead_scoring__calibration_curve",
        "lead_scoring__score_deciles",
        "lead_scoring__model_validation",
    ):
        engine.connection.execute(engine.statements[model])
    validation = {
        row["model_id"]: row
        for row in engine.rows(
            "select * from lead_scoring__model_validation"
            " where sample = 'train' and score_name = 'total_score'"
        )
    }
    deciles = {
        (row["model_id"], row["decile"]): row
        for row in engine.rows("select * from lead_scoring__score_deciles where sample = 'train'")
    }
    return validation, deciles


def use_samples(engine: Engine) -> None:
    """Without the hold-out, which comes from an input."""
    engine.connection.execute(
        "create or replace view stg_lead_scoring__holdout as"
        " select '' as lead_id, '' as rejection_reason where false"
    )


def judged(engine: Engine, rows: list[tuple]) -> dict:
    return judge(engine, {"m": rows})[0]["m"]


def close(came, expected) -> bool:
    if came is None or expected is None:
        return came is expected
    return abs(float(came) - float(expected)) <= MILLIONTH


def columns(rows: list[tuple]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    leads, scores, converted = zip(*rows, strict=True) if rows else ([], [], [])
    return np.array(leads), np.array(scores, float), np.array(converted, bool)


@given(rows=scorings)
@degenerate
def test_auc_ks_and_average_precision_are_those_of_scikit_learn_and_scipy(engine, rows):
    _, scores, converted = columns(rows)
    row = judged(engine, rows)
    assert row["leads"] == len(rows)
    assert row["distinct_leads"] == len({lead for lead, *_ in rows})
    assert row["conversions"] == converted.sum()
    assert close(row["conversion_rate"], converted.mean() if rows else None)
    auc = ks = precision = None
    if converted.any():
        precision = metrics.average_precision_score(converted, scores)
    if converted.any() and not converted.all():
        auc = metrics.roc_auc_score(converted, scores)
        with warnings.catch_warnings():
            # The distance is wanted, not the p-value, which is exact only without ties.
            warnings.simplefilter("ignore")
            ks = stats.ks_2samp(scores[converted], scores[~converted], method="asymp").statistic
    assert close(row["auc"], auc)
    assert close(row["ks"], ks)
    assert close(row["average_precision"], precision)


@given(rows=scorings)
@degenerate
def test_lift_is_read_off_the_curve_of_gains(engine, rows):
    """Between two scores the curve is a straight line: equal scores count in part."""
    _, scores, converted = columns(rows)
    row = judged(engine, rows)
    for name, share in SHARES.items():
        lift = None
        if converted.any():
            order = np.unique(scores)[::-1]
            reached = [0.0] + [np.mean(scores >= score) for score in order]
            gained = [0.0] + [np.mean(scores[converted] >= score) for score in order]
            lift = np.interp(share, reached, gained) / share
        assert close(row[name], lift), name


def interval(rows: list[tuple]) -> tuple[float | None, float | None]:
    """DeLong's interval with Obuchowski's clusters, pair by pair."""
    leads, scores, converted = columns(rows)
    if len(set(leads[converted])) < 2 or len(set(leads[~converted])) < 2:
        return None, None
    above, below = scores[converted][:, None], scores[~converted][None, :]
    wins = (above > below) + 0.5 * (above == below)
    auc = wins.mean()
    deviations = defaultdict(lambda: [0.0, 0.0])
    for lead, placement in zip(leads[converted], wins.mean(axis=1), strict=True):
        deviations[lead][0] += (placement - auc) / wins.shape[0]
    for lead, placement in zip(leads[~converted], wins.mean(axis=0), strict=True):
        deviations[lead][1] += (placement - auc) / wins.shape[1]
    m, n, k = len(set(leads[converted])), len(set(leads[~converted])), len(set(leads))
    first, second = np.array(list(deviations.values())).T
    variance = (
        m / (m - 1) * (first @ first)
        + n / (n - 1) * (second @ second)
        + 2 * k / (k - 1) * (first @ second)
    )
    if variance <= 1e-12:
        return None, None
    error = Z * np.sqrt(variance)
    return max(auc - error, 0), min(auc + error, 1)


@given(rows=scorings)
@degenerate
def test_the_interval_of_the_auc_allows_for_leads_scored_several_times(engine, rows):
    row = judged(engine, rows)
    low, high = interval(rows)
    assert close(row["auc_low"], low) and close(row["auc_high"], high)


@given(rows=scorings)
@degenerate
def test_the_interval_is_delongs_where_every_lead_is_scored_once(engine, rows):
    rows = [(number, score, converted) for number, (_, score, converted) in enumerate(rows)]
    _, scores, converted = columns(rows)
    row = judged(engine, rows)
    if min(converted.sum(), (~converted).sum()) < 2:
        assert row["auc_low"] is None and row["auc_high"] is None
        return
    better = [np.mean((s > scores[~converted]) + 0.5 * (s == scores[~converted])) for s in scores]
    worse = [np.mean((s < scores[converted]) + 0.5 * (s == scores[converted])) for s in scores]
    variance = (
        np.var(np.array(better)[converted], ddof=1) / converted.sum()
        + np.var(np.array(worse)[~converted], ddof=1) / (~converted).sum()
    )
    if variance <= 1e-12:
        assert row["auc_low"] is None and row["auc_high"] is None
        return
    auc, error = metrics.roc_auc_score(converted, scores), Z * np.sqrt(variance)
    assert close(row["auc_low"], max(auc - error, 0))
    assert close(row["auc_high"], min(auc + error, 1))


def difference_interval(rows: list[tuple], others: list[float]) -> tuple:
    """The difference to another score of the same leads, and its paired interval, pair by pair."""
    leads, scores, converted = columns(rows)
    if not converted.any() or converted.all():
        return None, None, None
    sums, aucs = defaultdict(lambda: [0.0, 0.0]), []
    placements = []
    for values in (scores, np.array(others, float)):
        above, below = values[converted][:, None], values[~converted][None, :]
        wins = (above > below) + 0.5 * (above == below)
        aucs.append(wins.mean())
        placements.append((wins.mean(axis=1) - aucs[-1], wins.mean(axis=0) - aucs[-1]))
    for outcome, mask in enumerate((converted, ~converted)):
        deviations = (placements[0][outcome] - placements[1][outcome]) / mask.sum()
        for lead, deviation in zip(leads[mask], deviations, strict=True):
            sums[lead][outcome] += deviation
    difference = aucs[0] - aucs[1]
    m, n, k = len(set(leads[converted])), len(set(leads[~converted])), len(set(leads))
    if min(m, n) < 2:
        return difference, None, None
    first, second = np.array(list(sums.values())).T
    variance = m / (m - 1) * first @ first + n / (n - 1) * second @ second
    variance += 2 * k / (k - 1) * first @ second
    if variance <= 1e-12:
        return difference, None, None
    error = Z * np.sqrt(variance)
    return difference, max(difference - error, -1), min(difference + error, 1)


@given(rows=scorings, dice=st.randoms(use_true_random=False))
@example(rows=[(lead, float(lead), lead > 14) for lead in range(20)], dice=random.Random(1))
def test_what_the_score_is_better_by_is_delongs_for_paired_leads(engine, rows, dice):
    others = [dice.choice([0.0, 10.0, score]) for _, score, _ in rows]
    judge(engine, {"m": rows}, others=others)
    (row,) = engine.rows(
        "select * from lead_scoring__model_validation"
        " where sample = 'train' and score_name = 'newest_first'"
    )
    difference, low, high = difference_interval(rows, others)
    assert close(row["auc_difference"], difference)
    assert close(row["auc_difference_low"], low) and close(row["auc_difference_high"], high)


@given(rows=scorings)
def test_asking_the_same_leads_twice_proves_nothing_more(engine, rows):
    once, twice = judged(engine, rows), judged(engine, rows * 2)
    assert twice["leads"] == 2 * once["leads"]
    for name in ("auc", "auc_low", "auc_high", "ks", "average_precision", *SHARES):
        assert close(twice[name], once[name]), name


def test_without_signal_the_interval_holds_one_half_in_about_95_of_100_worlds(engine):
    """Leads keep their score and their luck over four cutoffs; an interval that took these for four
    independent leads would miss far more often."""
    dice = np.random.default_rng(20260630)
    worlds = {}
    for number in range(300):
        score, luck = dice.normal(size=(2, 120))
        worlds[str(number)] = [
            (lead, score[lead] + dice.normal() / 4, bool(luck[lead] + dice.normal() / 4 > 0.8))
            for lead in range(120)
            for _ in range(4)
        ]
    validation, _ = judge(engine, worlds)
    held = sum(row["auc_low"] <= 0.5 <= row["auc_high"] for row in validation.values())
    assert 0.91 <= held / len(worlds) <= 0.98
    naive = [
        interval([(number, score, converted) for number, (_, score, converted) in enumerate(rows)])
        for rows in worlds.values()
    ]
    assert sum(low <= 0.5 <= high for low, high in naive) / len(worlds) < 0.85


@given(rows=scorings)
@degenerate
def test_deciles_are_counted_as_by_hand(engine, rows):
    _, deciles = judge(engine, {"m": rows})
    assert set(deciles) == {("m", decile) for decile in range(1, 11)}
    members = defaultdict(list)
    for _, score, converted in rows:
        above = sum(other > score for _, other, _ in rows)
        members[10 * above // len(rows) + 1].append((score, converted))
    all_conversions = sum(converted for *_, converted in rows)
    leads = conversions = 0
    for decile in range(1, 11):
        row = deciles["m", decile]
        scores = [score for score, _ in members[decile]]
        won = sum(converted for _, converted in members[decile])
        leads, conversions = leads + len(scores), conversions + won
        assert (row["leads"], row["conversions"]) == (len(scores), won)
        assert (row["cumulative_leads"], row["cumulative_conversions"]) == (leads, conversions)
        assert close(row["lowest_score"], min(scores, default=None))
        assert close(row["highest_score"], max(scores, default=None))
        rate = low = high = lift = None
        if scores:
            rate = won / len(scores)
            low, high = stats.binomtest(won, len(scores)).proportion_ci(method="wilson")
            lift = rate * len(rows) / all_conversions if all_conversions else None
        assert close(row["conversion_rate"], rate) and close(row["lift"], lift)
        assert close(row["conversion_rate_low"], low) and close(row["conversion_rate_high"], high)
        assert close(row["cumulative_leads_share"], leads / len(rows) if rows else None)
        gain = conversions / all_conversions if all_conversions else None
        assert close(row["cumulative_gain"], gain)


days = st.integers(0, 100).map(lambda ago: AS_OF - timedelta(days=ago))


def history(leads: dict, events: list, conversions: dict, cutoffs: list) -> World:
    return World(
        AS_OF,
        {
            "leads": [{"lead_id": lead, "created_at": str(day)} for lead, day in leads.items()],
            "events": [
                {
                    "event_id": str(number),
                    "lead_id": lead,
                    "event_type": kind,
                    "occurred_at": str(day),
                }
                for number, (lead, kind, day) in enumerate(events)
            ],
            "conversions": [
                {"lead_id": lead, "converted_at": str(day)} for lead, day in conversions.items()
            ],
            "cutoffs": [{"lead_id": lead, "cutoff_date": str(day)} for lead, day in cutoffs],
        },
        {
            "models": [{"model_id": "m", "status": "live"}],
            "rules": [
                {"rule_id": "view", "dimension": "engagement", "event_type": "view", "points": "1"}
            ],
        },
    )


@st.composite
def histories(draw) -> World:
    leads = {f"L{number}": draw(days) for number in range(draw(st.integers(1, 6)))}
    lead_ids = st.sampled_from(sorted(leads))
    events = draw(st.lists(st.tuples(lead_ids, st.sampled_from(["view", "click"]), days)))
    conversions = draw(st.dictionaries(lead_ids, days))
    cutoffs = draw(st.sets(st.tuples(lead_ids, days), max_size=20))
    return history(leads, events, conversions, sorted(cutoffs))


def on_every_border() -> World:
    """Ten known outcomes of twelve, so that train ends exactly on seven; one converts on the last
    day that counts, one a day too late, one on the day of its cutoff."""
    ages = range(OUTCOME_DAYS - 2, OUTCOME_DAYS + 10)
    ago = {f"L{age}": AS_OF - timedelta(days=age) for age in ages}
    conversions = {
        "L38": ago["L38"] + timedelta(days=OUTCOME_DAYS),
        "L39": ago["L39"] + timedelta(days=OUTCOME_DAYS + 1),
        "gone": ago["L35"],
    }
    return history(
        {**ago, "gone": ago["L39"]}, [], conversions, [*ago.items(), ("gone", ago["L35"])]
    )


@given(world=histories())
@example(world=on_every_border())
def test_open_leads_are_judged_by_known_outcomes_and_the_newest_cutoffs_validate(engine, world):
    cohorts = "int_lead_scoring__cohort_scores"
    marts = {"lead_scoring__model_validation", "lead_scoring__score_deciles"}
    engine.run(world, only={*marts, cohorts})
    created = {row["lead_id"]: _day(row["created_at"]) for row in world.inputs["leads"]}
    won = {row["lead_id"]: _day(row["converted_at"]) for row in world.inputs["conversions"]}
    population = {
        (row["lead_id"], day)
        for row in world.inputs["cutoffs"]
        for day in [_day(row["cutoff_date"])]
        if created[row["lead_id"]] <= day <= AS_OF - timedelta(days=OUTCOME_DAYS)
        and not won.get(row["lead_id"], AS_OF) <= day
    }
    leads_of_day = Counter(day for _, day in population)
    samples, earlier = {}, 0
    for day in sorted(leads_of_day):
        samples[day] = "train" if 10 * earlier < 7 * len(population) else "validation"
        earlier += leads_of_day[day]
    expected = {}
    for lead, day in population:
        kinds = Counter(
            row["event_type"]
            for row in world.inputs["events"]
            if row["lead_id"] == lead and _day(row["occurred_at"]) <= day
        )
        converts = lead in won and won[lead] <= day + timedelta(days=OUTCOME_DAYS)
        scores = {
            "total_score": kinds["view"],
            "fit_score": 0,
            "engagement_score": kinds["view"],
            "newest_first": (created[lead] - day).days,
            "event_count": kinds.total(),
        }
        for name, score in scores.items():
            expected[lead, day, name] = (samples[day], Decimal(score), converts)
    cutoffs = engine.rows("select * from int_lead_scoring__sampled_scores")
    sampled = [row for row in cutoffs if row["sample"]]
    came = {
        (row["lead_id"], row["cutoff_date"], name): (row["sample"], row[name], row["is_converted"])
        for row in sampled
        for name in SCORE_NAMES
    }
    assert came == expected
    # The newest leads, whose outcome is not known, are held against the tenths of train too.
    deciles = {
        row["score"]: row["decile"]
        for row in engine.rows(
            "select * from int_lead_scoring__calibrated_scores where sample = 'train'"
        )
    }
    known = {
        (row["lead_id"], row["cutoff_date"]): (row["sample"], row["is_converted"])
        for row in sampled
    }
    scored = engine.rows(f"select * from {cohorts}")
    assert len(scored) == len(cutoffs)
    for row in scored:
        outcome = known.pop((row["lead_id"], row["cutoff_date"]), (None, None))
        assert (row["sample"], row["is_converted"]) == outcome
        assert (row["part"] is None) == (not deciles)
        if row["sample"] == "train":
            assert row["part"] == deciles[row["score"]]
        assert row["cohort_month"] == row["cutoff_date"].replace(day=1)
    assert not known
    for name in DATA_TESTS:
        query = engine.data_tests[name]
        assert engine.rows(query.replace("1901-02-03", AS_OF.isoformat())) == [], name
    names = engine.rows("select sample, score_name from lead_scoring__model_validation")
    assert Counter((row["sample"], row["score_name"]) for row in names) == Counter(
        (sample, name) for sample in ("train", "validation") for name in SCORE_NAMES
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
