"""Points learnt from outcomes: the training set holds no hindsight, planted points are found, chance
is not taken for a finding, and the files that come out score what the command said they would."""

from __future__ import annotations

import copy
import os
import re
import shutil
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from command_line import lead_scoring, said_beside
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from project import Project
from test_installed import NOT_COPIED, REPOSITORY, data_root
from worlds import worlds

np = pytest.importorskip("numpy", reason="points are learnt with numpy and scikit-learn")
linear_model = pytest.importorskip(
    "sklearn.linear_model", reason="points are learnt with numpy and scikit-learn"
)

from lead_scoring import learning, suggest_page, suggest_points  # noqa: E402
from lead_scoring.learning import Caps, Material, Rule  # noqa: E402
from lead_scoring.session import open_project  # noqa: E402

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("suggest_points")

BUILD = "build --resource-type seed model --select +lead_scoring__training_decays".split()
BUILD += (
    "+lead_scoring__training_set +int_lead_scoring__rule_wording +int_lead_scoring__stages".split()
)
FEWER = max(3, settings.default.max_examples // 3)
AS_OF = date(2026, 6, 30)
TRAINING = {"lead_scoring__training_set", "lead_scoring__training_decays"}
ENTRIES = """
    select entries.*, rules.points as rule_points, rules.decay_days
    from int_lead_scoring__cutoff_entries as entries
    inner join int_lead_scoring__rules as rules using (model_id, rule_id)
"""


def training_set(engine: Engine, world: World) -> list[dict]:
    engine.run(world, only=TRAINING)
    return engine.rows("from lead_scoring__training_set order by all")


# --- The training set -----------------------------------------------------------------------------


@given(world=worlds())
@settings(max_examples=2 * FEWER)
def test_points_times_activation_is_the_ledger(engine: Engine, world: World):
    """Rounding to 4 decimals, and an activation to 6, are all that lies between them; a tried decay
    of the written length gives the written activation."""
    activations = {
        (row["model_id"], row["lead_id"], row["cutoff_date"], row["rule_id"]): row["activation"]
        for row in training_set(engine, world)
    }
    population = {key[:3] for key in activations}
    for row in engine.rows(ENTRIES):
        key = (row["model_id"], row["lead_id"], row["cutoff_date"], row["rule_id"])
        assert (key in activations) == (key[:3] in population)
        if key in activations:
            points = float(row["rule_points"])
            gap = abs(points * float(activations[key]) - float(row["points"]))
            assert gap <= 0.0001 + abs(points) * 0.000001
    days = {
        (row["model_id"], row["rule_id"]): row["decay_days"]
        for row in engine.rows("from int_lead_scoring__rules")
    }
    for row in engine.rows("from lead_scoring__training_decays"):
        if row["decay_days"] == days[row["model_id"], row["rule_id"]]:
            key = (row["model_id"], row["lead_id"], row["cutoff_date"], row["rule_id"])
            assert abs(row["activation"] - activations[key]) <= Decimal("0.000001")


@given(world=worlds())
@settings(max_examples=max(3, FEWER // 2))
def test_activations_are_blind_to_points(engine: Engine, world: World):
    worthless = copy.deepcopy(world)
    for rule in worthless.files["rules"]:
        if rule.get("points"):
            rule["points"] = "0"
    assert training_set(engine, worthless) == training_set(engine, world)


@given(world=worlds())
@settings(max_examples=max(3, FEWER // 2))
def test_what_happens_after_a_conversion_gets_no_credit(engine: Engine, world: World):
    """The trap: an event type that only buyers have, because it comes with the purchase."""
    trapped = copy.deepcopy(world)
    trapped.inputs["events"] = [
        *world.inputs["events"],
        *(
            {
                "event_id": f"trap {number}",
                "lead_id": row["lead_id"],
                "event_type": "invoice_sent",
                "occurred_at": row["converted_at"],
            }
            for number, row in enumerate(world.inputs["conversions"])
        ),
    ]
    trap = {"rule_id": "trap", "dimension": "engagement", "event_type": "invoice_sent"}
    trapped.files["rules"] = [*world.files["rules"], {**trap, "points": "50"}]
    rows = training_set(engine, trapped)
    assert not [row for row in rows if row["rule_id"] == "trap"]


def test_a_training_set_by_hand(engine: Engine):
    """Two views 7 and 21 days before the cutoff, limited to one a day, half-life 14; a third after."""
    cutoff = AS_OF - timedelta(days=60)
    views = [cutoff - timedelta(days=age) for age in (7, 21, 21, -1)]
    world = World(
        AS_OF,
        {
            "leads": [{"lead_id": lead, "created_at": "2026-01-01"} for lead in ("busy", "still")],
            "events": [
                {"event_id": str(n), "lead_id": "busy", "event_type": "view", "occurred_at": str(d)}
                for n, d in enumerate(views)
            ],
            "conversions": [{"lead_id": "busy", "converted_at": str(cutoff + timedelta(days=5))}],
            "cutoffs": [
                {"lead_id": lead, "cutoff_date": str(cutoff)} for lead in ("busy", "still")
            ],
        },
        {
            "models": [{"model_id": "m", "status": "live"}],
            "rules": [
                {
                    "rule_id": "view", "dimension": "engagement", "event_type": "view",
                    "points": "8", "limit_count": "1", "limit_period": "day",
                    "decay": "half_life", "decay_days": "14",
                }
            ],
        },
    )  # fmt: skip
    rows = training_set(engine, world)
    assert [(r["lead_id"], r["rule_id"], r["is_converted"]) for r in rows] == [
        ("busy", "view", True),
        ("still", None, False),
    ]
    assert float(rows[0]["activation"]) == pytest.approx(0.5**0.5 + 0.5**1.5, abs=1e-6)
    assert rows[1]["activation"] == 0
    tried = engine.rows("from lead_scoring__training_decays order by decay_days")
    assert [float(row["decay_days"]) for row in tried] == [3, 7, 14, 30, 60, 90, 180]
    for row in tried:
        days = float(row["decay_days"])
        left = [0.5 ** (age / days) if age < 10 * days else 0 for age in (7, 21)]
        assert float(row["activation"]) == pytest.approx(sum(left), abs=1e-6)


# --- Learning -------------------------------------------------------------------------------------

# rule_id: points, share of leads or events a day, half-life
TRUTH = {
    "manager": (20, 0.3, None),
    "student": (-12, 0.1, None),
    "nothing": (0, 0.4, None),
    "demo": (25, 0.01, 90),
    "pricing": (8, 0.05, 14),
}
POINTS_OF_ONE_LOG_ODDS = 12


def planted(seed: int, shuffled: bool = False, leads: int = 1500) -> tuple[list[Rule], Material]:
    """Leads at five monthly cutoffs whose outcomes follow the true points; all rules are written
    with 10 points either way and a half-life of 30 days."""
    dice = np.random.default_rng(seed)
    lead, month = np.repeat(np.arange(leads), 5), np.tile(np.arange(5), leads)
    rules, columns, tried, log_odds = [], [], {}, np.zeros(leads * 5)
    for name, (points, rate, half_life) in TRUTH.items():
        written = 10.0 if points >= 0 else -10.0
        if half_life is None:
            rules.append(Rule(name, "fit", None, written))
            column = np.repeat(dice.random(leads) < rate, 5).astype(float)
            columns.append(column)
        else:
            rules.append(Rule(name, "engagement", None, written, "half_life", 30.0))
            events = dice.poisson(rate, size=(leads, 360))
            tried[name] = {}
            for days in (7.0, 14.0, 30.0, 60.0, 90.0, 180.0):
                ages = 200 + 30 * np.arange(5)[None, :] - np.arange(360)[:, None]
                left = np.where((ages >= 0) & (ages < 10 * days), 0.5 ** (ages / days), 0.0)
                tried[name][days] = (events @ left).ravel()
            columns.append(tried[name][30.0])
            column = tried[name][float(half_life)]
        log_odds += column * points / POINTS_OF_ONE_LOG_ODDS
    log_odds -= np.quantile(log_odds, 0.9)
    converted = dice.random(leads * 5) < 1 / (1 + np.exp(-log_odds))
    if shuffled:
        converted = dice.permutation(converted)
    return rules, Material(lead, month * 30, month < 4, converted, np.array(columns).T, tried)


SEEDS = range(11, 11 + int(os.environ.get("LEAD_SCORING_EXAMPLES", "2")))


def test_planted_points_lie_in_their_intervals_in_nine_of_ten_worlds():
    """All of a world's points at once, and those that are none as well."""
    held = 0
    for seed in SEEDS:
        rules, material = planted(seed)
        lessons = learning.learn(rules, material, Caps())
        assert lessons.gain[1] > 0
        is_held = True
        for lesson in lessons.rules:
            points, _, half_life = TRUTH[lesson.rule.rule_id]
            true = points * lessons.scale / POINTS_OF_ONE_LOG_ODDS
            is_held &= bool(lesson.low <= true <= lesson.high)
            assert (lesson.evidence == learning.STRONG) == (points != 0)
            if half_life:
                assert octaves(lesson.decay_days, half_life) <= octaves(30, half_life)
            else:
                assert lesson.decay_days is None
        held += is_held
    assert held >= 0.9 * len(SEEDS)


def octaves(days: float, half_life: float) -> float:
    """How far apart two half-lives are: what is suggested is never further from the truth than what
    is written, though it may be a neighbour of the true one that outcomes cannot tell from it."""
    return abs(np.log2(days / half_life))


def test_shuffled_outcomes_teach_nothing():
    """Intervals of 95 % may miss in one of ten worlds; a suggestion is made in none of them."""
    held = 0
    for seed in SEEDS:
        rules, material = planted(seed, shuffled=True)
        lessons = learning.learn(rules, material, Caps())
        assert not lessons.is_confident
        ranking = lessons.rankings["suggested"]
        held += ranking.auc_low <= 0.5 <= ranking.auc_high
    assert held >= 0.9 * len(SEEDS)


@given(seed=st.integers(0, 10**6), written=st.lists(st.integers(-20, 20), min_size=4, max_size=4))
@settings(max_examples=FEWER)
def test_no_sign_is_turned_without_clear_outcomes(seed: int, written: list[int]):
    dice = np.random.default_rng(seed)
    x = (dice.random((400, 4)) < [0.5, 0.2, 0.1, 0.02]).astype(float)
    converted = dice.random(400) < 1 / (1 + np.exp(1 - x @ [1, -1, 0, 2]))
    rules = [Rule(f"r{n}", "fit", None, float(points)) for n, points in enumerate(written)]
    material = Material(np.arange(400), np.arange(400), np.arange(400) < 300, converted, x)
    for lesson in learning.learn(rules, material, Caps()).rules:
        if lesson.evidence != learning.STRONG:
            assert lesson.suggested * lesson.rule.points >= 0
        if lesson.leads < learning.MIN_LEADS:
            assert lesson.suggested == lesson.rule.points
        assert abs(lesson.suggested) <= learning.MAX_POINTS


@given(seed=st.integers(0, 10**6), freedom=st.sampled_from(learning.FREEDOMS))
def test_the_regression_is_that_of_scikit_learn(seed: int, freedom: float):
    dice = np.random.default_rng(seed)
    # Heavy tails, as counts of page views have them: an undamped Newton step would run away.
    x = dice.normal(size=(200, 3)) * [1, 3, 0.3] + (dice.random((200, 3)) < 0.02) * 30
    y = dice.random(200) < 1 / (1 + np.exp(1 - x @ [1, -0.3, 2]))
    model = linear_model.LogisticRegression(C=freedom, tol=1e-10, max_iter=1000).fit(x, y)
    expected = [*model.intercept_, *model.coef_[0]]
    assert np.allclose(learning.ridge(x, y, freedom, np.zeros(200)), expected, atol=1e-4)


@given(
    seed=st.integers(0, 10**6),
    scale=st.sampled_from([0.1, 0.5, 1, 3]),
    bars=st.lists(st.integers(0, 120), min_size=1, max_size=4),
    dimension=st.sampled_from([None, "fit", "engagement"]),
)
def test_bars_are_carried_over_to_points_of_another_scale(
    seed: int, scale: float, bars: list[int], dimension: str | None
):
    """Of the older leads as many reach them as did before, whatever the points, and what was the
    higher bar stays the higher one."""
    dice = np.random.default_rng(seed)
    leads = np.arange(600)
    material = Material(
        leads, leads, leads < 400, leads % 5 == 0, dice.integers(0, 6, size=(600, 2)).astype(float)
    )
    rules = [Rule("f", "fit", None, 10.0), Rule("e", "engagement", None, 8.0)]
    lessons = learning.Lessons(
        [
            learning.Lesson(rule, 400, "strong", None, points, points)
            for rule, points in zip(rules, (10 * scale, 8 * scale), strict=True)
        ],
        1.0, (400, 80), (200, 40), 1.0,
    )  # fmt: skip
    shares = {"fit": [1, 0], "engagement": [0, 1], None: [1, 1]}[dimension]
    before = material.activations[:400] @ (np.array([10, 8]) * shares)
    found = learning.carried_bars(lessons, material, Caps(), bars, dimension)
    assert [bar.today for bar in found] == sorted(set(bars), reverse=True)
    places = [bar.carried for bar in found]
    assert all(below < above for above, below in zip(places, places[1:], strict=False))
    for bar in found:
        assert bar.reached_today == (before >= bar.today).sum()
        assert bar.reached_then == (np.round(before * scale, 4) >= bar.carried).sum()
    top = found[0]
    if top.today > 0 and scale >= 1:
        # Whole bars tell these scores apart, so that the first has no reason to let others in.
        assert top.reached_then == top.reached_today
    if top.today == 0:
        assert top.carried == 0


@given(points=st.floats(-80, 80))
def test_points_are_rounded_to_what_an_analyst_would_type(points: float):
    typed = learning.rounded(points)
    assert learning.rounded(typed) == typed
    assert learning.rounded(-points) == -typed
    size = min(abs(points), learning.MAX_POINTS)
    assert abs(abs(typed) - size) <= (2.5 if size > 20 else 0.5 if size > 5 else 0.25)
    assert f"{typed:g}" in {
        f"{step * unit:g}" for unit, most in STEPS for step in range(-most, most + 1)
    }


STEPS = [(0.1, 10), (0.5, 10), (1, 20), (5, 10)]


# --- Judging --------------------------------------------------------------------------------------

NO_FILES = "Keep today's points; no file of a challenger is written."
FIRST, LAST = date(2026, 1, 1), date(2026, 5, 1)


def judged_by(keep) -> learning.Lessons:
    """What a world with clear outcomes teaches where only some scorings are the newest ones."""
    rules, material = planted(11)
    kept = material.is_train | keep(material)
    some = learning._rows(material, kept)
    return learning.learn(rules, some, Caps())


def few(material: Material, converted: int, others: int) -> np.ndarray:
    places = [
        np.flatnonzero(~material.is_train & (material.is_converted == is_))[:count]
        for is_, count in ((True, converted), (False, others))
    ]
    return np.isin(np.arange(len(material.leads)), np.concatenate(places))


@pytest.mark.parametrize(
    ("converted", "others", "said"),
    [
        (0, 0, "no lead was open at the newest cutoffs."),
        (0, 200, "none of the newest 200 leads converted."),
        (50, 0, "all of the newest 50 leads converted."),
        (9, 200, "only 9 of the newest 209 leads converted, and judging takes 10 of either outcome."),
        (50, 3, "only 3 of the newest 53 leads did not convert, and judging takes 10 of either"
         " outcome."),
    ],
)  # fmt: skip
def test_newest_leads_that_cannot_judge_are_told_why_and_no_file_is_written(
    built: Project, tmp_path: Path, monkeypatch, converted, others, said
):
    lessons = judged_by(lambda material: few(material, converted, others))
    assert lessons.is_confident and lessons.gain is None and not lessons.is_worth_trying
    page = written_for(lessons, built, tmp_path, monkeypatch)
    assert f"**Not judged:** {said} {NO_FILES}" in page
    assert [path.name for path in tmp_path.iterdir()] == ["suggested_points.md"]


def test_points_that_rank_worse_are_said_to_and_no_file_is_written(
    built: Project, tmp_path: Path, monkeypatch
):
    lessons = judged_by(lambda material: few(material, 50, 400))
    assert lessons.is_worth_trying
    lessons.gain = (-0.1, -0.2, -0.01)
    page = written_for(lessons, built, tmp_path, monkeypatch)
    assert "**Worse:**" in page and NO_FILES in page and "To try it" not in page
    assert [path.name for path in tmp_path.iterdir()] == ["suggested_points.md"]
    lessons.gain = (-0.1, -0.2, 0.01)
    page = written_for(lessons, built, tmp_path, monkeypatch)
    assert "**No clear difference:**" in page and NO_FILES not in page and "To try it" in page
    assert len([*tmp_path.glob("*.csv")]) > 1


def written_for(lessons, built: Project, folder: Path, monkeypatch) -> str:
    found = suggest_points.Suggestion("b2b", FIRST, LAST, lessons, {})
    monkeypatch.setattr(suggest_points, "suggest", lambda *_: found)
    made = run("--model", "b2b", "--project", built.folder, "--output", folder)
    assert made.exit_code == 0, made.output
    return (folder / "suggested_points.md").read_text(encoding="utf-8")


def test_a_lead_that_is_scored_several_times_is_one_lead():
    """The same few people at ever more cutoffs are no more evidence."""
    rules, material = planted(11)
    leads = np.unique(material.leads)
    train = learning.counts(material, is_train=True)
    assert train.leads == len(leads) and train.scorings == 4 * len(leads)
    converted = {*material.leads[material.is_train & material.is_converted]}
    assert train.converted == len(converted) < material.is_converted[material.is_train].sum()
    page = suggest_page.as_markdown(
        suggest_points.Suggestion("m", FIRST, LAST, learning.learn(rules, material, Caps()), {}),
        "c",
    )
    assert f"Learnt from 1,500 leads ({len(converted):,} converted; scored 6,000 times)" in page


def test_too_few_people_who_converted_are_not_enough_however_often_they_are_scored(
    built: Project, monkeypatch
):
    rules, material = planted(11)
    # 19 of them, at four cutoffs each.
    material.is_converted = material.leads < 19
    monkeypatch.setattr(suggest_points, "_read_material", lambda *_: (material, [FIRST, LAST]))
    refused = run("--model", "b2b", "--project", built.folder)
    assert refused.exit_code == 2
    assert said_beside(refused).startswith(
        "Not enough outcomes: 19 of the 1,500 older leads of b2b"
    )


# --- The command ----------------------------------------------------------------------------------


def run(*arguments: str | Path):
    return lead_scoring("suggest-points", *arguments)


@pytest.fixture(scope="module")
def built(sample_build: Project, tmp_path_factory) -> Project:
    return sample_build.copy(tmp_path_factory.mktemp("suggest") / "package")


def test_the_challenger_scores_what_the_command_said_and_the_live_rules_as_before(
    built: Project, tmp_path: Path, monkeypatch
):
    found, suggest = [], suggest_points.suggest
    monkeypatch.setattr(
        suggest_points, "suggest", lambda *given: found.append(suggest(*given)) or found[-1]
    )
    live = "select * from int_lead_scoring__sampled_scores where model_id = 'b2b' order by all"
    before = built.rows(live)
    seeds = {path: path.read_bytes() for path in (built.folder / "seeds").rglob("*.csv")}
    made = run("--model", "b2b", "--project", built.folder, "--output", tmp_path)
    assert made.exit_code == 0, made.output
    assert {path: path.read_bytes() for path in seeds} == seeds
    page = (tmp_path / "suggested_points.md").read_text(encoding="utf-8")
    assert "`demo_requested`" in page and "difference" in page

    with open_project(built.folder, None) as session:
        rules, caps = suggest_points._read_rules(session, "b2b")
        material, _ = suggest_points._read_material(session, "b2b", rules)
    (of_mart,) = built.rows(
        "select calibration_error from lead_scoring__model_validation where model_id = 'b2b'"
        " and sample = 'validation' and score_name = 'total_score'"
    )
    assert f" | {float(*of_mart):.3f} |" in re.search(r"(?m)^\| today .*", page)[0]
    suggested = learning.suggestion(found[0].lessons, material)
    expected = learning.totals(rules, *suggested, caps)

    for path in tmp_path.glob("*.csv"):
        shutil.copy(path, built.folder / "seeds" / path.name)
    try:
        built.succeed(*BUILD)
        assert built.rows(live) == before
        scores = built.rows(
            "select total_score from int_lead_scoring__sampled_scores"
            " where model_id = 'b2b_learnt' and cutoff_date <= date '2026-06-30' - 90"  # matured
            " order by lead_id, cutoff_date"
        )
        assert len(scores) == len(expected)
        assert np.allclose([float(score) for (score,) in scores], expected, atol=0.002)
        assert_bars_are_carried(built, found[0])
        again = run("--model", "b2b", "--project", built.folder, "--output", tmp_path)
        assert (again.exit_code, said_beside(again)) == (
            2,
            "There is a scoring model b2b_learnt already; name the challenger with --challenger.\n",
        )
    finally:
        for path, content in seeds.items():
            path.write_bytes(content)


def assert_bars_are_carried(built: Project, found: suggest_points.Suggestion) -> None:
    """The challenger's stages stand where the page says, and let in as many as it says."""
    carried = {bar.today: bar for bar in found.bars[None]}
    entered = "select enter_score from int_lead_scoring__stages where model_id = '{}' order by all"
    today, then = ([float(*row) for row in built.rows(entered.format(model))]
                   for model in ("b2b", "b2b_learnt"))  # fmt: skip
    assert then == [float(carried[bar].carried) for bar in today]
    for bar in carried.values():
        ((reached,),) = built.rows(
            "select count(*) from int_lead_scoring__sampled_scores"
            f" where model_id = 'b2b_learnt' and sample = 'train' and total_score >= {bar.carried}"
        )
        assert reached == bar.reached_then


def test_the_folder_of_the_live_files_is_refused(built: Project):
    seeds = built.folder / "seeds"
    refused = run("--model", "b2b", "--project", built.folder, "--output", seeds)
    assert refused.exit_code == 2
    assert "holds the live files; name another folder with --output." in refused.stderr
    assert not (seeds / "suggested_points.md").exists()


def test_an_unknown_scoring_model_is_one_sentence(built: Project):
    unknown = run("--model", "it's", "--project", built.folder)
    assert (unknown.exit_code, said_beside(unknown)) == (2, "No scoring model it's is built.\n")


def test_without_scikit_learn_one_sentence_says_what_to_install(built: Project, monkeypatch):
    monkeypatch.setitem(sys.modules, "lead_scoring.learning", None)
    monkeypatch.delattr("lead_scoring.learning")
    missing = run("--model", "b2b", "--project", built.folder)
    assert (missing.exit_code, said_beside(missing)) == (
        2,
        "Points are learnt with scikit-learn, which is not installed: run"
        " pip install 'lead-scoring[learn]'.\n",
    )


# --- Real data ------------------------------------------------------------------------------------


def test_points_learnt_for_an_online_school_rank_as_well_as_a_regression(tmp_path: Path, capsys):
    data = data_root()
    if data is None or not (data / "xeducation" / "Leads.csv").exists():
        pytest.skip("The school's leads are absent: set LEAD_SCORING_DATA to their folder.")
    shutil.copytree(REPOSITORY, tmp_path / "package", ignore=NOT_COPIED)
    project = Project(
        tmp_path / "package" / "integration_tests" / "xeducation", "xeducation.duckdb"
    )
    os.environ["LEAD_SCORING_DATA"] = str(data)
    project.succeed("deps")
    project.succeed(*BUILD)
    with open_project(project.folder, None) as session:
        lessons = suggest_points.suggest(session, "school").lessons
    today, suggested = lessons.rankings["today"], lessons.rankings["suggested"]
    with capsys.disabled():
        print(f"\nAUC on the newest 30 %: {today.auc:.4f} by hand, {suggested.auc:.4f} suggested;")
        print(f"calibration error {suggested.calibration_error:.4f}")
    assert (lessons.train[0], lessons.validation[0]) == (6468, 2772)
    # A logistic regression on the raw columns has 0.901.
    assert suggested.auc > 0.891
    assert suggested.calibration_error < 0.04
