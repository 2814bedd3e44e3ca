"""All marts of a build are of one day: a part that is built for another day, or a run that is finished
after midnight, stops with a sentence and publishes nothing."""

from __future__ import annotations

import json

import pytest
from project import Project

FIRST, SECOND = "2026-06-30", "2026-07-03"
NOT_WEEKLY = ["--exclude", "tag:lead_scoring_weekly"]


def on(day: str) -> list[str]:
    return ["--vars", json.dumps({"lead_scoring__as_of_date": day})]


def sentence(mart: str, below: str, run: str) -> str:
    return (
        f"lead_scoring builds all marts for one day: some of what lead_scoring__{mart} is made of is of {below},"
        f" this run is for {run}; run all of it (dbt build), or finish the other day with the var"
        " lead_scoring__as_of_date"
    )


@pytest.fixture(scope="module")
def project(sample_build: Project, tmp_path_factory) -> Project:
    return sample_build.copy(tmp_path_factory.mktemp("one_day") / "package")


def test_no_mart_names_a_day_without_looking_at_what_it_is_made_of(sample_build: Project):
    manifest = json.loads((sample_build.folder / "target" / "manifest.json").read_text("utf-8"))
    marts = [
        node
        for node in manifest["nodes"].values()
        if node["original_file_path"].startswith("models/marts/")
        and "as_of_date" in node["columns"]
    ]
    looking = [
        node["name"] for node in marts if "builds all marts for one day" in node["compiled_code"]
    ]
    assert len(looking) > 15
    assert [
        node["name"]
        for node in marts
        if f"cast('{FIRST}' as date) as as_of_date" in node["compiled_code"]
    ] == []


@pytest.mark.parametrize(
    ("select", "mart"),
    {
        "lead_scoring__lead_scores+": "lead_scores",
        "lead_scoring__score_ledger": "score_ledger",
        "lead_scoring__mql_list": "mql_list",
        "lead_scoring__crm_sync": "crm_sync",
        "lead_scoring__stage_history+": "stage_history",
        "lead_scoring__account_scores": "account_scores",
        "lead_scoring__publications+": "publications",
        "lead_scoring__score_history": "score_history",
        "lead_scoring__lead_journeys+": "lead_journeys",
        "lead_scoring__funnel_metrics": "funnel_metrics",
        "lead_scoring__score_deciles": "score_deciles",
        "lead_scoring__threshold_backtest": "threshold_backtest",
    }.items(),
)
def test_a_part_for_another_day_publishes_nothing(project: Project, select: str, mart: str):
    before = project.fingerprints()
    assert sentence(mart, FIRST, SECOND) in project.fail("run", "-s", select, *on(SECOND))
    assert project.fingerprints() == before


@pytest.mark.parametrize(
    ("part", "mart"),
    {
        "int_lead_scoring__config_gate": "score_ledger",
        "int_lead_scoring__current_entries": "score_ledger",
        "int_lead_scoring__stage_spells": "stage_history",
        "int_lead_scoring__last_answers": "mql_list",
    }.items(),
)
@pytest.mark.nightly
def test_a_part_in_the_middle_of_another_day_is_found(
    sample_build: Project, tmp_path, part: str, mart: str
):
    """Built for another day without what is made of it, it stops those that go on with the first day."""
    project = sample_build.copy(tmp_path / "package")
    before = project.fingerprints()
    project.succeed("run", "-s", part, *on(SECOND))
    selected = f"lead_scoring__{mart}"
    assert sentence(mart, SECOND, FIRST) in project.fail("run", "-s", selected, *on(FIRST))
    assert sentence(mart, FIRST, SECOND) in project.fail("run", "-s", selected, *on(SECOND))
    assert project.fingerprints() == before


def test_a_run_that_is_finished_after_midnight_publishes_nothing_and_the_next_whole_run_does(
    sample_build: Project, tmp_path, with_artifacts
):
    """Without the var the day is that of the run's start; here it is another in the second run."""
    project = sample_build.copy(tmp_path / "package")
    before = project.fingerprints()
    model = project.folder / "models" / "valuing" / "int_lead_scoring__score_path.sql"
    sound = model.read_text("utf-8")
    model.write_text(sound.replace("from kept_scores", "from no_such_table"), "utf-8")
    project.fail("run", *NOT_WEEKLY, *on(SECOND))
    model.write_text(sound, "utf-8")
    # The ledger was built before the failure and is complete in itself.
    untouched = before.keys() - {"main.lead_scoring__score_ledger"}
    said = project.fail("retry", *on("2026-07-04"))
    assert sentence("lead_scores", SECOND, "2026-07-04") in said
    assert {name: project.fingerprints()[name] for name in untouched} == {
        name: before[name] for name in untouched
    }
    project.succeed("run", *NOT_WEEKLY, *on(SECOND))
    days = "select distinct as_of_date from lead_scoring__{}"
    for mart in ["lead_scores", "score_ledger", "mql_list", "stage_history", "funnel_metrics"]:
        assert [str(day) for (day,) in project.rows(days.format(mart))] == [SECOND]
    published = project.rows(
        "select distinct published_on from lead_scoring__publications order by 1"
    )
    assert [str(day) for (day,) in published] == [FIRST, SECOND]
    # The weekly marts are left over, and say so; alone they go on with the day of what they look back from.
    assert [str(day) for (day,) in project.rows(days.format("score_deciles"))] == [FIRST]
    project.succeed("run", "-s", "tag:lead_scoring_weekly", *on(SECOND))
    assert [str(day) for (day,) in project.rows(days.format("score_deciles"))] == [SECOND]
    # Nothing is of no day.
    project.succeed("run", "--empty", "-s", "lead_scoring__lead_scores+", *on("2026-07-05"))
