"""What people do with dbt beside building: retry, build what an edit touches, sample, and run twice at
the same time."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import postgres
import pytest
from project import Project
from test_engines import assert_same_marts, marts_on_duckdb, marts_on_postgres

# One worker builds what these tests share.
pytestmark = [
    pytest.mark.xdist_group("dbt_operations"),
    pytest.mark.usefixtures("with_artifacts"),
]

# A schema that is built for the first time cannot have these as another has them.
ONLY_GROWS = {
    "lead_scoring__publications", "lead_scoring__rules_in_force", "lead_scoring__score_history",
}  # fmt: skip


def _give(project: Project, points: str) -> None:
    cells = {"fit_mid_market": {"points": points}}
    project.change_cells("lead_scoring_rules", "rule_id", cells)


@pytest.fixture(scope="module")
def edited(sample_build: Project, tmp_path_factory) -> dict[str, list[tuple]]:
    """The marts after an edit of a rule, built without any trouble."""
    project = sample_build.copy(tmp_path_factory.mktemp("edited") / "package")
    before = project.marts()
    _give(project, "17")
    project.succeed("build")
    assert project.marts()["lead_scoring__lead_scores"] != before["lead_scoring__lead_scores"]
    return project.marts()


@pytest.mark.nightly
def test_a_retry_after_a_model_that_failed_gives_the_marts_of_a_build(
    sample_build: Project, edited: dict, tmp_path: Path
):
    project = sample_build.copy(tmp_path / "package")
    _give(project, "17")
    model = project.folder / "models" / "valuing" / "int_lead_scoring__score_path.sql"
    sound = model.read_text("utf-8")
    model.write_text(sound.replace("from kept_scores", "from no_such_table"), "utf-8")
    assert "no_such_table" in project.fail("build")
    model.write_text(sound, "utf-8")
    project.succeed("retry")
    assert project.marts() == edited


@pytest.mark.nightly
def test_a_mended_file_needs_a_build_because_a_retry_does_not_load_it(
    sample_build: Project, edited: dict, tmp_path: Path
):
    project = sample_build.copy(tmp_path / "package")
    before = project.marts()
    _give(project, "many")
    project.fail("build")
    _give(project, "17")
    assert "rule_id fit_mid_market, column points: 'many'" in project.fail("retry")
    assert project.marts() == before
    project.succeed("build")
    assert project.marts() == edited


@pytest.mark.nightly
def test_what_an_edit_touches_can_be_built_elsewhere_and_the_rest_deferred_to(
    sample_build: Project, edited: dict, tmp_path: Path
):
    project = sample_build.copy(tmp_path / "package")
    before = project.marts()
    shutil.copytree(project.folder / "target", tmp_path / "state")
    profiles = project.folder / "profiles.yml"
    profiles.write_text(
        profiles.read_text("utf-8").replace("schema: main", "schema: edit"), "utf-8"
    )
    _give(project, "17")
    project.succeed(
        "build", "--select", "state:modified+", "--defer", "--state", str(tmp_path / "state")
    )
    built = {
        name: sorted(project.rows(f"from edit.{name}"), key=repr)
        for (name,) in project.rows(
            "select table_name from information_schema.tables"
            " where table_schema = 'edit' and table_name like 'lead\\_scoring\\_\\_%' escape '\\'"
        )
    }
    assert "lead_scoring__lead_scores" in built
    # What the rules have no part in is not built again.
    assert not project.rows(
        "from information_schema.tables"
        " where table_schema = 'edit' and table_name = 'stg_lead_scoring__leads'"
    )
    for name in built.keys() - ONLY_GROWS:
        assert built[name] == edited[name], name
    for name in edited.keys() - built.keys():
        assert before[name] == edited[name], name


@pytest.mark.nightly
def test_a_sample_of_the_events_is_all_that_is_read(sample_build: Project, tmp_path: Path):
    project = sample_build.copy(tmp_path / "package")
    (project.folder / "models" / "our_events.sql").write_text(
        "{{ config(event_time='happened_at') }}\n"
        "select *, try_cast(occurred_at as timestamp) as happened_at\n"
        "from {{ ref('lead_scoring_sample_events') }}\n",
        "utf-8",
    )
    file = project.folder / "dbt_project.yml"
    text = file.read_text("utf-8")
    assert "ref('lead_scoring_sample_events')" in text
    text = text.replace("ref('lead_scoring_sample_events')", "ref('our_events')")
    file.write_text(text, "utf-8")
    sample = ["--sample", "{'start': '2026-05-01', 'end': '2026-07-01'}"]
    # dbt samples what models read and not what tests read: this one would miss the other rows.
    project.succeed("build", *sample, "--exclude", "lead_scoring__no_input_row_disappears")
    ((first, events),) = project.rows(
        "select min(occurred_at)::date::text, count(*) from stg_lead_scoring__events"
    )
    ((leads, all_leads),) = project.rows(
        "select count(*), (select count(*) from stg_lead_scoring__leads)"
        " from lead_scoring__lead_scores where model_id = 'b2b'"
    )
    assert first >= "2026-05-01" and events > 0
    assert leads == all_leads > 0


def test_a_second_writer_of_a_duckdb_file_is_refused_and_changes_nothing(
    sample_build: Project, tmp_path: Path
):
    project = sample_build.copy(tmp_path / "package")
    before = project.fingerprints()
    with duckdb.connect(str(project.database)):
        run = project.dbt("run", "--select", "lead_scoring__rejected_records")
    assert run.returncode != 0
    assert re.search(r"Could not set lock on file .*lead_scoring\.duckdb", run.stdout + run.stderr)
    assert project.fingerprints() == before


@pytest.mark.nightly
@pytest.mark.postgres
def test_two_runs_at_the_same_time_on_postgres_break_no_mart(sample_build: Project, tmp_path: Path):
    database = postgres.database()
    projects = [Project.copy_of_package(tmp_path / name) for name in ("one", "other")]
    for project in projects:
        (project.folder / "profiles.yml").write_text(postgres.profiles(database, threads=2))
    projects[0].succeed("seed")

    def run_both() -> None:
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda project: project.dbt("run"), projects))

    # Each may find the other's tables in its way, and stop; what it leaves does no harm.
    run_both()
    projects[0].succeed("build")
    expected = marts_on_duckdb(sample_build)
    assert_same_marts(marts_on_postgres(database), expected)
    # Where marts are published already, they stay whatever stops; but Postgres drops a view with the
    # table that it reads, and the run that is to make it again may be the one that stops.
    run_both()
    came = marts_on_postgres(database)
    for marts in (came, expected):
        marts.pop("lead_scoring__training_decays", None)
    assert_same_marts(came, expected)
