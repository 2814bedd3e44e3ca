"""The package in somebody else's project: integration_tests/ scores real course registrations.

Each test works in a copy, where the package lies at <tmp>/lead_scoring, so nothing is left behind
in the repository and `local: ../` means what it means to a user.
"""

import json
import os
import re
import shutil
import time
from datetime import datetime, timezone
from pathlib import Path

import forked
import pytest

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("installed")

REPOSITORY = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(
    "target", "logs", "dbt_packages", "package-lock.yml", ".*", "*.duckdb*", "__pycache__"
)


def data_root():
    """The folder of the real data, or None where it is not at hand."""
    folder = os.environ.get("LEAD_SCORING_DATA") or REPOSITORY.parent / "shared" / "data"
    folder = Path(folder).resolve()
    return folder if (folder / "oulad" / "leads.csv").exists() else None


def dbt(project, *arguments, **environment):
    """Runs dbt as its own process, as a user does."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    command = ["--no-use-colors", *arguments, "--project-dir", ".", "--profiles-dir", "."]
    return forked.dbt(command, project, {**settings, **environment})


def installed(folder, project):
    """A copy of the package and of one of the projects that install it, with `dbt deps` run."""
    package = folder / "lead_scoring"
    shutil.copytree(REPOSITORY, package, ignore=NOT_COPIED)
    project = package / project
    run = dbt(project, "deps")
    assert run.returncode == 0, run.stdout + run.stderr
    return project


# --- Real data ------------------------------------------------------------------------------------


class Build:
    """One build of integration_tests/ and what it left in the warehouse."""

    def __init__(self, project, data):
        duckdb = pytest.importorskip("duckdb", reason="duckdb reads what dbt built")
        database = project / "oulad.duckdb"
        started = time.monotonic()
        self.run = dbt(
            project,
            "--log-format",
            "json",
            "build",
            LEAD_SCORING_DATA=str(data),
            LEAD_SCORING_TEST_DATABASE=str(database),
        )
        self.seconds = time.monotonic() - started
        self.log = [json.loads(line) for line in self.run.stdout.splitlines() if line[:1] == "{"]
        self.nodes = json.loads((project / "target" / "run_results.json").read_text())["results"]
        self.database = duckdb.connect(str(database), read_only=True)

    def rows(self, query):
        return self.database.execute(query).fetchall()

    def messages(self, *levels):
        return [line["info"]["msg"] for line in self.log if line["info"]["level"] in levels]


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    data = data_root()
    if data is None:
        pytest.skip("The course registrations are absent: set LEAD_SCORING_DATA to their folder.")
    project = installed(tmp_path_factory.mktemp("oulad"), "integration_tests")
    build = Build(project, data)
    assert build.run.returncode == 0, "\n".join(build.messages("warn", "error"))
    return build


def test_decay_ranks_better_than_no_decay(build, capsys):
    figures = {
        (population, model): (auc, leads, conversions)
        for population, model, auc, leads, conversions in build.rows(
            "select population, model_id, auc, leads, conversions from oulad_auc"
        )
    }
    with capsys.disabled():
        print(f"\ndbt build: {len(build.nodes)} nodes in {build.seconds:.1f} s, the slowest:")
        for node in sorted(build.nodes, key=lambda node: -node["execution_time"])[:5]:
            print(f"  {node['execution_time']:6.2f} s  {node['unique_id']}")
        print("AUC of the score of day 84 for passing the course:")
        for (population, model), (auc, leads, conversions) in sorted(figures.items()):
            print(f"  {population:30} {model:14} {auc:.4f}  ({conversions} of {leads} passed)")

    assert figures["all", "with_decay"][1:] == (4752, 2406)
    # What one number, active days with a half-life of 14 days, reaches on those still enrolled.
    assert figures["still_enrolled", "with_decay"][0] >= 0.76
    assert figures["all", "with_decay"][0] >= 0.76
    populations = {population for population, _ in figures}
    assert len(populations) == 3
    for population in populations:
        decayed, flat = figures[population, "with_decay"], figures[population, "without_decay"]
        assert decayed[1:] == flat[1:]
        assert decayed[0] > flat[0], population


def test_auc_in_sql_is_that_of_scikit_learn(build):
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is the second opinion")
    results = build.rows(
        "select model_id, total_score, is_converted from int_lead_scoring__sampled_scores"
    )
    in_sql = dict(build.rows("select model_id, auc from oulad_auc where population = 'all'"))
    assert set(in_sql) == {"with_decay", "without_decay"}
    for model, auc in in_sql.items():
        passed = [converted for name, _, converted in results if name == model]
        scores = [float(score) for name, score, _ in results if name == model]
        assert auc == pytest.approx(metrics.roc_auc_score(passed, scores), abs=1e-9)


def test_no_record_disappears(build):
    ((leads,),) = build.rows("select count(*) from stg_lead_scoring__leads")
    ((events,),) = build.rows("select sum(occurrences) from int_lead_scoring__active_days")
    rejected = dict(
        build.rows(
            """
            select input_name, sum(rejected_records) from lead_scoring__rejected_records
            group by input_name
            """
        )
    )
    with_scores = dict(
        build.rows("select model_id, count(*) from lead_scoring__lead_scores group by model_id")
    )
    assert leads + rejected.get("leads", 0) == 4752
    assert events + rejected.get("events", 0) == 1_048_575
    assert with_scores == {"with_decay": leads, "without_decay": leads}


def test_ledger_adds_up_to_the_scores(build):
    wrong = build.rows(
        """
        with sums as (
            select
                lead_id,
                model_id,
                sum(case when dimension = 'fit' then points else 0 end) as fit_score,
                sum(case when dimension = 'engagement' then points else 0 end) as engagement_score,
                sum(points) as total_score
            from lead_scoring__score_ledger
            group by lead_id, model_id
        )

        select scores.lead_id, scores.model_id
        from lead_scoring__lead_scores as scores
        left join sums using (lead_id, model_id)
        where
            scores.fit_score <> coalesce(sums.fit_score, 0)
            or scores.engagement_score <> coalesce(sums.engagement_score, 0)
            or scores.total_score <> coalesce(sums.total_score, 0)
        """
    )
    ((entries,),) = build.rows("select count(*) from lead_scoring__score_ledger")
    assert entries > 4752
    assert wrong == []


def test_build_warns_of_nothing(build):
    assert build.log, build.run.stdout
    # Each presentation of a course is another course: that leads have drifted there is true, and that
    # rules of courses that have ended match nobody of late is, too.
    said = [text for text in build.messages("warn", "error") if not text.startswith("Got ")]
    true = ("drifted", "lead_scoring__rules_match_something")
    assert [text for text in said if not any(word in text for word in true)] == []


# --- A project that is not set up right -----------------------------------------------------------


@pytest.fixture(scope="module")
def unconfigured(tmp_path_factory):
    return installed(tmp_path_factory.mktemp("unconfigured"), "integration_tests/unconfigured")


def sentences(run):
    """What the package itself said when dbt stopped."""
    output = run.stdout + run.stderr
    assert run.returncode != 0, output
    assert "Traceback" not in output
    lines = [line.strip() for line in output.splitlines()]
    return [line for line in lines if line.startswith("lead_scoring: ")]


def test_unset_input_is_one_sentence(unconfigured):
    (sentence,) = sentences(dbt(unconfigured, "build"))
    assert re.match(r"lead_scoring: the var lead_scoring__(leads|events) is not set; ", sentence)
    assert sentence.endswith(".")


@pytest.mark.parametrize("scope", ["lead_scoring", None], ids=["package", "global"])
def test_mistyped_var_is_refused(unconfigured, scope):
    file = unconfigured / "dbt_project.yml"
    written = file.read_text()
    mistyped = {"lead_scoring__as_of": "2026-01-01"}
    mistyped = {scope: mistyped} if scope else mistyped
    try:
        file.write_text(f"{written}\nvars: {json.dumps(mistyped)}\n")
        (sentence,) = sentences(dbt(unconfigured, "parse"))
    finally:
        file.write_text(written)
    assert sentence.startswith("lead_scoring: there is no var lead_scoring__as_of; known are ")


def test_a_profile_of_the_packages_name_does_not_bring_the_samples_day(tmp_path):
    project = installed(tmp_path, "integration_tests/acme")
    for file, old, new in [
        ("dbt_project.yml", "profile: acme", "profile: lead_scoring"),
        ("dbt_project.yml", '    lead_scoring__as_of_date: "2026-06-30"\n', ""),
        ("profiles.yml", "acme:\n", "lead_scoring:\n"),
    ]:
        text = (project / file).read_text(encoding="utf-8")
        assert old in text
        (project / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    asked = (
        "{{ lead_scoring.as_of_date() }}{{ lead_scoring.input_relation('dispositions', false) }}"
    )
    run = dbt(project, "compile", "--inline", f"select {asked}")
    today = datetime.now(timezone.utc).date()
    assert f"select cast('{today}' as date)\n" in run.stdout + "\n", run.stdout
