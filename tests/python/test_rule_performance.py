"""What is said of each rule is what statsmodels, scipy and plain Python say of the same leads."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from statistics import NormalDist

import numpy as np
import pytest
from engine import Engine
from hypothesis import example, given
from hypothesis import strategies as st
from test_validation import use_samples

proportion = pytest.importorskip("statsmodels.stats.proportion", reason="the second opinion")
tables = pytest.importorskip("statsmodels.stats.contingency_tables", reason="the second opinion")
regression = pytest.importorskip("statsmodels.api", reason="the second opinion")
stats = pytest.importorskip("scipy.stats", reason="the second opinion")

MART = "lead_scoring__rule_performance"
POINTS = {"a": 10.0, "b": -5.0, "c": 0.0, "never": 3.0}
Z = NormalDist().inv_cdf(0.975)

# A lead at a cutoff: (lead, converted, points that each rule gave or None).
given_points = st.sampled_from([None, None, 0.5, 1.0])
scorings = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.sampled_from([False, False, True]),
        st.fixed_dictionaries({rule: given_points for rule in "abc"}),
    ),
    max_size=60,
)
NOBODY, EVERYBODY = dict.fromkeys("abc"), dict.fromkeys("abc", 1.0)


def degenerate(test):
    """All that a formula may trip over is tried in every run."""
    for rows in (
        [],
        [(1, True, EVERYBODY)],
        [(1, False, NOBODY)],
        [(lead, lead % 3 == 0, EVERYBODY) for lead in range(20)],
        [(lead, True, EVERYBODY if lead % 2 else NOBODY) for lead in range(20)],
        [(lead, False, EVERYBODY if lead % 2 else NOBODY) for lead in range(20)],
        [(lead, lead % 2 == 0, EVERYBODY if lead % 2 else NOBODY) for lead in range(40)],
        [(1, number > 3, EVERYBODY if number % 2 else NOBODY) for number in range(8)],
        [(number % 4, number % 8 == 1, {**NOBODY, "a": 1.0}) for number in range(40)],
    ):
        test = example(rows=rows)(test)
    return test


def judged(engine: Engine, models: dict[str, list[tuple]], points: dict = POINTS) -> dict:
    """What the mart says of scorings on `train` that stand in for those of real leads."""
    scores = [
        [model, str(lead), str(number), str(converted)]
        for model, rows in models.items()
        for number, (lead, converted, _) in enumerate(rows)
    ]
    entries = [
        [model, str(lead), str(number), rule, f"{points[rule] * share:.4f}", str(points[rule])]
        for model, rows in models.items()
        for number, (lead, _, matched) in enumerate(rows)
        for rule, share in matched.items()
        if share is not None
    ]
    read = """(select unnest(from_json(?, '[["VARCHAR"]]')) as cells)"""
    day = "date '2020-01-01' + cast(cells[3] as integer) as cutoff_date"
    engine.connection.execute(
        f"""
        create or replace table int_lead_scoring__sampled_scores as
        select
            cells[1] as model_id, cells[2] as lead_id, {day}, 'train' as sample,
            cast(cells[4] as boolean) as is_converted, cast(null as date) as as_of_date
        from {read}
        """,
        [json.dumps(scores)],
    )
    engine.connection.execute(
        f"""
        create or replace table int_lead_scoring__cutoff_entries as
        select
            cells[1] as model_id, cells[2] as lead_id, {day}, cells[4] as rule_id,
            'rule' as entry_type, cast(1 as bigint) as counted_occurrences,
            cast(cells[5] as numeric(18, 4)) as points,
            cast(cells[6] as numeric(18, 4)) as base_points
        from {read}
        """,
        [json.dumps(entries)],
    )
    rules = [[model, rule, str(worth)] for model in models for rule, worth in points.items()]
    engine.connection.execute(
        f"""
        create or replace table int_lead_scoring__rules as
        select
            cells[1] as model_id, cells[2] as rule_id, 'fit' as dimension, null as rule_group,
            cast(cells[3] as double) as points
        from {read}
        """,
        [json.dumps(rules)],
    )
    engine.connection.execute(
        "create or replace table int_lead_scoring__rule_wording as"
        " select model_id, rule_id, rule_id as description from int_lead_scoring__rules"
    )
    use_samples(engine)
    engine.connection.execute(engine.statements[MART])
    rows = engine.rows(f"select * from {MART} where sample = 'train'")
    return {(row["model_id"], row["rule_id"]): row for row in rows}


def close(came, expected, within: float = 1e-6) -> bool:
    if came is None or expected is None:
        return came is expected
    return abs(float(came) - float(expected)) <= within


def effective(rows: list[tuple]) -> float:
    """The scorings over the design effect, no fewer than one witness a lead, as Kish counts."""
    members = defaultdict(list)
    for lead, converted, _ in rows:
        members[lead].append(int(converted))
    n = len(rows)
    if not n:
        return 0
    kish = n * n / sum(len(outcomes) ** 2 for outcomes in members.values())
    p = sum(map(sum, members.values())) / n
    between = sum(sum(outcome - p for outcome in outcomes) ** 2 for outcomes in members.values())
    if p in (0, 1):
        return kish
    return max(kish, n * min(1, n * p * (1 - p) / between)) if between > 1e-12 else n


@given(rows=scorings)
@degenerate
def test_differences_odds_and_information_are_those_of_statsmodels(lenient, rows):
    came = judged(lenient, {"m": rows})
    assert {rule for _, rule in came} == set(POINTS)
    for rule, worth in POINTS.items():
        row = came["m", rule]
        matched = [scoring for scoring in rows if scoring[2].get(rule) is not None]
        others = [scoring for scoring in rows if scoring[2].get(rule) is None]
        won, lost = sum(scoring[1] for scoring in matched), sum(s[1] for s in others)
        assert (row["matched_leads"], row["matched_conversions"]) == (len(matched), won)
        assert (row["other_leads"], row["other_conversions"]) == (len(others), lost)
        counts = np.array([[won, len(matched) - won], [lost, len(others) - lost]]) + 0.5
        assert close(row["log_odds_ratio"], tables.Table2x2(counts).log_oddsratio)
        shares = counts / counts.sum(axis=0)
        value = ((shares[:, 0] - shares[:, 1]) * np.log(shares[:, 0] / shares[:, 1])).sum()
        assert close(row["information_value"], value)
        n, m = effective(matched), effective(others)
        assert close(row["matched_effective_leads"], n) and close(row["other_effective_leads"], m)
        if not matched or not others:
            assert row["rate_difference"] is None and row["z_score"] is None
            assert row["evidence"] == "none"
            continue
        p, q = won / len(matched), lost / len(others)
        assert close(row["rate_difference"], p - q)
        low, high = newcombe(p, n, q, m)
        assert close(row["rate_difference_low"], low)
        assert close(row["rate_difference_high"], high)
        z = signed_root(p, n, q, m)
        assert close(row["z_score"], z, 1e-5)
        conflict = row["evidence"] != "none" and worth * (p - q) < 0
        assert row["is_sign_conflict"] == conflict


def newcombe(p: float, n: float, q: float, m: float) -> tuple[float, float]:
    """From the Wilson intervals of statsmodels, which takes fractions of trials too."""
    low, high = proportion.proportion_confint(p * n, n, method="wilson")
    other_low, other_high = proportion.proportion_confint(q * m, m, method="wilson")
    return (
        p - q - math.hypot(p - low, other_high - q),
        p - q + math.hypot(high - p, q - other_low),
    )


def signed_root(p: float, n: float, q: float, m: float) -> float:
    table = np.array([[p * n, (1 - p) * n], [q * m, (1 - q) * m]])
    if (table.sum(axis=0) < 1e-9).any():
        return 0
    g, *_ = stats.chi2_contingency(table, correction=True, lambda_="log-likelihood")
    return math.copysign(math.sqrt(max(g, 0)), p - q)


@given(rows=scorings)
def test_intervals_are_newcombes_where_every_lead_is_scored_once(lenient, rows):
    once = [(number, converted, matched) for number, (_, converted, matched) in enumerate(rows)]
    for (_, rule), row in judged(lenient, {"m": once}).items():
        assert close(row["matched_effective_leads"], row["matched_leads"]), rule
        assert close(row["other_effective_leads"], row["other_leads"]), rule
        if row["matched_leads"] and row["other_leads"]:
            low, high = proportion.confint_proportions_2indep(
                row["matched_conversions"],
                row["matched_leads"],
                row["other_conversions"],
                row["other_leads"],
                method="newcomb",
            )
            assert close(row["rate_difference_low"], low), rule
            assert close(row["rate_difference_high"], high), rule


def test_the_design_effect_is_that_of_a_regression_with_clustered_errors(lenient):
    dice = np.random.default_rng(7)
    leads = dice.integers(0, 60, 400)
    luck = dice.normal(size=60)
    rows = [(int(lead), bool(luck[lead] + dice.normal() > 1), EVERYBODY) for lead in leads]
    row = judged(lenient, {"m": rows})["m", "a"]
    outcomes = np.array([converted for _, converted, _ in rows], float)
    fitted = regression.OLS(outcomes, np.ones(len(rows))).fit(
        cov_type="cluster", cov_kwds={"groups": leads, "use_correction": False}
    )
    p = outcomes.mean()
    assert close(row["matched_effective_leads"], p * (1 - p) / fitted.bse[0] ** 2)
    assert 60 < row["matched_effective_leads"] < 400


@given(rows=scorings)
@degenerate
def test_points_are_suggested_by_close_rates_and_move_as_many_points_as_today(lenient, rows):
    came = judged(lenient, {"m": rows})
    moved = {
        rule: sum(abs(worth * (s[2].get(rule) or 0)) for s in rows)
        for rule, worth in POINTS.items()
    }
    overall = sum(converted for _, converted, _ in rows) / len(rows) if rows else None
    ratios = {}
    for rule in POINTS:
        matched = [scoring for scoring in rows if scoring[2].get(rule) is not None]
        if matched:
            n = effective(matched)
            rate = sum(scoring[1] for scoring in matched) / len(matched)
            ratios[rule] = (math.log((rate * n + 5) / (overall * n + 5)), len(matched))
    spread = sum(abs(ratio) * leads for ratio, leads in ratios.values())
    for rule, worth in POINTS.items():
        row = came["m", rule]
        total = sum(moved.values())
        assert close(row["share_of_score"], moved[rule] / total if total else None)
        if rule not in ratios or not overall or spread < 1e-9:
            assert row["suggested_points"] is None or spread >= 1e-12
            continue
        ratio, leads = ratios[rule]
        points = total / spread * ratio
        if worth and moved[rule]:
            points *= abs(worth) * leads / moved[rule]
        assert close(row["suggested_points"], points, 0.051)


@pytest.mark.parametrize("rules", [1, 2, 27, 400])
def test_the_bar_of_strong_evidence_rises_with_the_number_of_rules(lenient, rules):
    points = {f"r{number}": 1.0 for number in range(rules)}
    rows = [(1, True, dict.fromkeys(points, 1.0)), (2, False, {})]
    row = judged(lenient, {"m": rows}, points)["m", "r0"]
    assert close(row["z_score_needed"], NormalDist().inv_cdf(1 - 0.025 / rules))


def test_without_signal_strong_evidence_is_found_in_few_worlds_and_with_signal_in_most(lenient):
    """Twenty rules that mean nothing, of leads that keep their luck over four cutoffs; in the other
    worlds one of them doubles the odds and more."""
    rules = {f"r{number}": 5.0 for number in range(20)}
    worlds = {
        f"{kind}{number}": world(np.random.default_rng([kind == "signal", number]), kind, rules)
        for kind in ("nothing", "signal")
        for number in range(40)
    }
    strong = defaultdict(set)
    for (model, rule), row in judged(lenient, worlds, rules).items():
        if row["evidence"] == "strong":
            strong[model].add(rule)
    assert sum(bool(strong[f"nothing{number}"]) for number in range(40)) <= 5
    assert sum("r0" in strong[f"signal{number}"] for number in range(40)) >= 30


def world(dice: np.random.Generator, kind: str, rules: dict) -> list[tuple]:
    rows = []
    for lead in range(500):
        matched = {rule: 1.0 for rule in rules if dice.random() < 0.2}
        luck = dice.normal() + (1.2 if kind == "signal" and "r0" in matched else 0)
        for _ in range(4):
            rows.append((lead, bool(luck + dice.normal() / 2 > 1.7), matched))
    return rows
