"""What a change of the rules moves, before it is live: the marts in every shape, and the command."""

from __future__ import annotations

import copy
import json
import math
import re
import shutil
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from command_line import lead_scoring
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from lead_scoring import impact_page, models
from lead_scoring.impact import Edit, Impact, Matching, edits_of_file
from lead_scoring.impact_page import as_markdown
from lead_scoring.rule_cells import VARS
from project import ROOT, Project
from typer.testing import Result
from worlds import ATTRIBUTES, PROPERTIES, worlds

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("impact")

# Each example builds twice.
FEWER = max(3, settings.default.max_examples // 5)
VALUES = ["fit_score", "engagement_score", "total_score", "fit_grade", "score_class", "stage"]
PUBLISHED = [
    "lead_scoring__lead_scores",
    "lead_scoring__score_ledger",
    "lead_scoring__threshold_backtest",
    "int_lead_scoring__stages",
]
Key = tuple[str, str]


# --- The marts ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Engine:
    """The package, compared with what lies in the schema `published` of the same database."""
    return Engine(
        tmp_path_factory.mktemp("compared"),
        ATTRIBUTES,
        PROPERTIES,
        outcome_days=30,
        cutoff_months=2,
        published={"schema": "published"},
    )


def publish(engine: Engine, world: World) -> None:
    """Builds a world as a project does that compares nothing, and publishes it."""
    engine.run(world, only={*PUBLISHED, "lead_scoring__mql_list"})
    engine.connection.execute("create schema if not exists published")
    for table in PUBLISHED:
        engine.connection.execute(f"create or replace table published.{table} as from main.{table}")


def scores(engine: Engine) -> dict[Key, dict]:
    rows = engine.rows("from lead_scoring__lead_scores")
    return {(row["model_id"], row["lead_id"]): row for row in rows}


def listed(engine: Engine) -> set[Key]:
    rows = engine.rows("from lead_scoring__mql_list")
    return {(row["model_id"], row["lead_id"]) for row in rows}


@st.composite
def edits(draw, world: World) -> World:
    """The world with points, bars, caps, maxima, statuses and rules changed at random."""
    edited = copy.deepcopy(world)
    files = edited.files
    number = st.sampled_from(["0", "1", "4.5", "12", "30", "-6"])
    for row in files.get("rules", []):
        if "points" in row and draw(st.booleans()):
            row["points"] = draw(number)
        if draw(st.integers(0, 5)) == 0:
            row["enabled"] = "no"
    for row in files.get("stages", []):
        if draw(st.booleans()):
            row["enter_score"] = draw(st.sampled_from(["0", "7.5", "15", "101"]))
    for row in files.get("rule_groups", []):
        if draw(st.booleans()):
            row |= {"min_points": None, "max_points": draw(st.sampled_from(["1", "8", None]))}
    for row in files.get("models", []):
        row["fit_max"] = draw(st.sampled_from([row["fit_max"], "5"]))
        row["status"] = draw(st.sampled_from([row["status"]] * 3 + ["challenger", "retired"]))
    if draw(st.integers(0, 4)) == 0:
        files["stages"] = files["stages"][:-1]
    return edited


def expected_impact(before: dict, after: dict, pairs: list, list_before: set, list_after: set):
    """The rows that a person would write who holds two builds side by side."""
    rows = {}
    for old_model, new_model in pairs:
        olds = {lead: row for (model, lead), row in before.items() if model == old_model}
        news = {lead: row for (model, lead), row in after.items() if model == new_model}
        for lead in olds.keys() | news.keys():
            old, new = olds.get(lead), news.get(lead)
            was, is_ = (old_model, lead) in list_before, (new_model, lead) in list_after
            values = [[side and side[name] for name in VALUES] for side in (old, new)]
            is_mql = [bool(side and side["is_mql"]) for side in (old, new)]
            if old and new and values[0] == values[1] and was == is_ and is_mql[0] == is_mql[1]:
                continue
            change = "enters" if is_ and not was else "leaves" if was and not is_ else None
            rows[old_model, new_model, lead] = (values, is_mql, change)
    return rows


def actual_impact(engine: Engine, comparison: str):
    query = f"from lead_scoring__rule_change_impact where comparison = '{comparison}'"
    rows = engine.rows(query)
    found = {
        (row["before_model_id"], row["after_model_id"], row["lead_id"]): (
            [[row[f"{side}_{name}"] for name in VALUES] for side in ("before", "after")],
            [row["before_is_mql"], row["after_is_mql"]],
            row["mql_list_change"],
        )
        for row in rows
    }
    assert len(found) == len(rows)
    return found


@given(world=worlds(), data=st.data())
@settings(max_examples=FEWER)
def test_the_marts_say_how_two_independent_builds_differ(engine: Engine, world: World, data):
    publish(engine, world)
    before, list_before = scores(engine), listed(engine)
    edited = data.draw(edits(world))
    engine.run(edited)
    after, list_after = scores(engine), listed(engine)
    assert_impact(engine, before, after, list_before, list_after)
    assert_counts(engine, before, after, list_before, list_after)
    assert_challengers(engine, after)
    assert_backtest(engine)
    # The package's own data tests run in every user's build.
    assert engine.failures(edited.as_of) == {}


def assert_impact(engine: Engine, before: dict, after: dict, list_before, list_after) -> None:
    models = {model for model, _ in before}, {model for model, _ in after}
    pairs = [
        (model if model in models[0] else None, model if model in models[1] else None)
        for model in models[0] | models[1]
    ]
    expected = expected_impact(before, after, pairs, list_before, list_after)
    assert actual_impact(engine, "published") == expected


def assert_counts(engine: Engine, before: dict, after: dict, list_before, list_after) -> None:
    rows = engine.rows("from lead_scoring__rule_change_summary where comparison = 'published'")
    # Entering minus leaving is the difference of the lists.
    on_list = [row for row in rows if row["measure"] == "mql_list"]
    for column, count in [
        ("leads_before", len(list_before)),
        ("leads_after", len(list_after)),
        ("leads_entering", len(list_after - list_before)),
        ("leads_leaving", len(list_before - list_after)),
    ]:
        assert sum(row[column] for row in on_list) == count, column
    for side, found in [("before", before), ("after", after)]:
        for measure in ("stage", "fit_grade", "score_class"):
            expected = Counter((model, row[measure] or "none") for (model, _), row in found.items())
            actual = {
                (row[f"{side}_model_id"], row["item"]): row[f"leads_{side}"]
                for row in rows
                if row["measure"] == measure and row[f"leads_{side}"]
            }
            assert actual == expected, measure


def assert_challengers(engine: Engine, found: dict) -> None:
    converted = {row["lead_id"] for row in engine.rows("from stg_lead_scoring__conversions")}
    answers = engine.rows("from int_lead_scoring__last_answers")
    kept_off = {row["lead_id"] for row in answers if row["is_kept_off"]}
    would_be_listed = {
        (model, lead)
        for (model, lead), row in found.items()
        if row["is_mql"] and lead not in converted | kept_off
    }
    leads = {"live": defaultdict(set), "challenger": defaultdict(set)}
    for (model, lead), row in found.items():
        leads[row["model_status"]][model].add(lead)
    pairs = [
        (live, challenger)
        for live, some in leads["live"].items()
        for challenger, others in leads["challenger"].items()
        if some & others
    ]
    expected = expected_impact(found, found, pairs, would_be_listed, would_be_listed)
    assert actual_impact(engine, "challenger") == expected


def assert_backtest(engine: Engine) -> None:
    """Each side at its own bar."""
    found = engine.rows("from lead_scoring__rule_change_backtest where comparison = 'published'")
    names = ["model_id", "sample", "leads", "flagged_leads", "precision", "precision_low", "recall"]
    for side, schema in [("before", "published"), ("after", "main")]:
        expected = engine.rows(
            f"""
            select {", ".join(f"backtest.{name}" for name in names)}
            from {schema}.lead_scoring__threshold_backtest as backtest
            inner join {schema}.int_lead_scoring__stages as stages using (model_id)
            where
                stages.stage = 'mql' and backtest.threshold = ceil(stages.enter_score)
                and model_id in (select model_id from {schema}.lead_scoring__lead_scores)
            """
        )
        actual = [{name: row[name] for name in names} for row in found if row["side"] == side]
        assert sorted(actual, key=repr) == sorted(expected, key=repr)
    for row in found:
        assert row["equal_volume_bar"] == (
            None if row["side"] == "before" else carried(engine, row)
        )


def carried(engine: Engine, row: dict) -> int | None:
    """The highest bar that flags as nearly as can be what was flagged of the older leads."""
    weeks = (
        "select threshold, flagged_per_week from {}.lead_scoring__threshold_backtest where sample"
    )
    weeks += " = 'train' and segment = 'all' and flagged_leads > 0 and model_id = '{}'"
    before = {
        (bar["before_model_id"], bar["sample"]): bar["mql_bar"]
        for bar in engine.rows("from lead_scoring__rule_change_backtest where side = 'before'")
        if bar["comparison"] == "published"
    }.get((row["before_model_id"], "train"))
    if before is None:
        return None
    then, now = (
        {each["threshold"]: each["flagged_per_week"] for each in engine.rows(weeks.format(*where))}
        for where in [("published", row["before_model_id"]), ("main", row["after_model_id"])]
    )
    wanted = then.get(max(math.ceil(before), 0))
    if wanted is None or not now:
        return None
    return min(now, key=lambda bar: (abs(now[bar] - wanted), -bar))


@given(world=worlds())
@settings(max_examples=FEWER)
def test_unchanged_rules_change_nothing(engine: Engine, world: World):
    publish(engine, world)
    engine.run(world)
    assert actual_impact(engine, "published") == {}
    moved = engine.rows(
        "from lead_scoring__rule_change_summary where comparison = 'published'"
        " and (leads_before <> leads_after or leads_entering <> 0 or leads_leaving <> 0)"
    )
    assert moved == []


def _plain_world(**files) -> World:
    """One lead of size 5 with two views yesterday; the bar of mql is at 10."""
    rules = [
        {"rule_id": "view", "dimension": "engagement", "event_type": "view", "points": "4",
         "rule_group": "web"},
        {"rule_id": "size", "dimension": "fit", "field": "size", "operator": "at_least",
         "value": "5", "points": "3"},
    ]  # fmt: skip
    return World(
        date(2026, 6, 30),
        {
            "leads": [{"lead_id": "one", "created_at": "2026-01-01", "size": "5"}],
            "events": [
                {"event_id": str(n), "lead_id": "one", "event_type": "view",
                 "occurred_at": "2026-06-29"}
                for n in range(2)
            ],
        },
        {
            "models": [{"model_id": "m", "status": "live"}],
            "rules": rules,
            "bands": [
                {"dimension": "fit", "label": "A", "min_score": "5"},
                {"dimension": "fit", "label": "B", "min_score": "0"},
            ],
            "stages": [
                {"stage": "nurture", "stage_order": "1", "enter_score": "5"},
                {"stage": "mql", "stage_order": "2", "enter_score": "10"},
            ],
        }
        | files,
    )  # fmt: skip


SIZE = {"field": "size", "operator": "at_least", "value": "5"}


@pytest.mark.parametrize(
    ("file", "edit", "stage_change", "reasons"),
    [
        ("rules", lambda rows: rows[0] | {"points": "1.25"}, "moves from mql to nurture",
         ["view +8 → +2.5"]),
        ("rules", lambda rows: rows[1] | {"points": "6"}, None,
         ["size +3 → +6", "grade B → A"]),
        ("rules", lambda rows: rows[1] | {"enabled": "no"}, "moves from mql to nurture",
         ["size +3 → 0"]),
        ("rules", lambda rows: {"rule_id": "bad", "dimension": "disqualify", **SIZE,
                                "description": "Too large"}, "leaves mql", ["barred: Too large"]),
        ("rules", lambda rows: {"rule_id": "email", "dimension": "require", "field": "color",
                                "operator": "is_known", "description": "A color"}, "leaves mql",
         ["barred: Required: A color"]),
        ("rule_groups", lambda rows: {"dimension": "engagement", "rule_group": "web",
                                      "max_points": "5"}, "moves from mql to nurture",
         ["limit of group web 0 → -3"]),
        ("models", lambda rows: rows[0] | {"engagement_max": "7.5"}, None,
         ["limit of engagement 0 → -0.5"]),
        ("stages", lambda rows: rows[1] | {"enter_score": "12.5"}, "moves from mql to nurture",
         ["bar of mql 10 → 12.5"]),
        ("stages", lambda rows: rows[1] | {"min_fit_grade": "A"}, "moves from mql to nurture",
         ["lowest grade of mql none → A"]),
        ("stages", lambda rows: rows[1] | {"min_engagement_score": "9"},
         "moves from mql to nurture", ["least engagement of mql none → 9"]),
        ("stages", lambda rows: {"stage": "vip", "stage_order": "3", "enter_score": "50"}, None,
         None),
        ("models", lambda rows: rows[0] | {"status": "challenger"}, None,
         ["scoring model live → challenger"]),
        ("models", lambda rows: rows[0] | {"audience_field": "size", "audience_operator": "equals",
                                           "audience_value": "6"}, "leaves mql",
         ["the scoring model is gone"]),
        ("models", lambda rows: rows[0] | {"status": "retired"}, "leaves mql",
         ["the scoring model is gone"]),
    ],
)  # fmt: skip
def test_reasons(engine: Engine, file, edit, stage_change, reasons):
    world = _plain_world()
    publish(engine, world)
    rows = world.files.setdefault(file, [])
    new = edit(rows)
    keys = {
        "rules": "rule_id",
        "stages": "stage",
        "models": "model_id",
        "rule_groups": "rule_group",
    }
    world.files[file] = [row for row in rows if row[keys[file]] != new[keys[file]]] + [new]
    engine.run(world, only={"lead_scoring__rule_change_impact"})
    found = engine.rows("from lead_scoring__rule_change_impact where comparison = 'published'")
    if reasons is None:
        assert found == []
        return
    (row,) = found
    assert row["reasons"].split("; ") == reasons
    assert row["stage_change"] == stage_change


def test_a_fast_track_is_named(engine: Engine):
    world = _plain_world()
    world.files["stages"][1]["enter_score"] = "50"
    publish(engine, world)
    world.files["rules"].append({"rule_id": "hand", "dimension": "fast_track", **SIZE})
    engine.run(world)
    (row,) = engine.rows("from lead_scoring__rule_change_impact where comparison = 'published'")
    assert (row["stage_change"], row["mql_list_change"]) == ("moves from nurture to mql", "enters")
    assert row["reasons"] == "is on the fast track to mql"


def test_only_the_five_largest_differences_are_named(engine: Engine):
    world = _plain_world(rules=[
        {"rule_id": f"r{n}", "dimension": "fit", **SIZE, "points": "0"} for n in range(1, 8)
    ])  # fmt: skip
    publish(engine, world)
    for rule in world.files["rules"]:
        rule["points"] = rule["rule_id"][1:]
    engine.run(world)
    (row,) = engine.rows("from lead_scoring__rule_change_impact where comparison = 'published'")
    said = [reason for reason in row["reasons"].split("; ") if reason.startswith("r")]
    assert said == [f"r{n} 0 → +{n}" for n in (7, 6, 5, 4, 3)]


def test_scores_of_two_days_are_not_compared(engine: Engine):
    world = _plain_world()
    publish(engine, world)
    world.as_of += timedelta(days=1)
    with pytest.raises(duckdb.Error, match="scores of one day only: .* 2026-06-30, .* 2026-07-01"):
        engine.run(world)


# --- The command ----------------------------------------------------------------------------------


def impact(project: Project, *arguments: str | Path) -> Result:
    return lead_scoring("impact", "--project", project.folder, *arguments)


@pytest.fixture(scope="module")
def impact_of_nothing(sample_build: Project, tmp_path_factory) -> tuple[Project, str]:
    """A copy of the built project in which the command has been run, so that dbt need not read all of
    it again, and what it said."""
    project = sample_build.copy(tmp_path_factory.mktemp("impact") / "package")
    run = impact(project)
    assert run.exit_code == 0, run.stderr
    return project, run.stdout


@pytest.fixture
def project(impact_of_nothing: tuple[Project, str], tmp_path) -> Project:
    """A copy of the built project, to be edited."""
    return impact_of_nothing[0].copy(tmp_path / "package")


def everything(project: Project) -> dict[str, object]:
    """All that is in the database, in whatever schema: tables, and what views are made of."""
    views = project.rows(
        "select schema_name, view_name, sql from duckdb_views() where not internal"
    )
    return project.fingerprints("%") | {f"{schema}.{name}": sql for schema, name, sql in views}


def change(project: Project, file: str, key: str, cells: dict[str, dict]) -> None:
    project.change_cells(f"lead_scoring_{file}", key, cells)


POINTS = {
    "any_page": {"points": "2"},
    "whitepaper_download": {"limit_count": "1"},
    "case_study": {"decay": "linear", "decay_days": "45"},
}


def edit_what_needs_no_matching(project: Project) -> None:
    """Points, a limit, a decay, a cap and the bar of the MQL list."""
    change(project, "rules", "rule_id", POINTS)
    change(project, "rule_groups", "rule_group", {"content": {"max_points": "25"}})
    change(project, "stages", "stage", {"mql": {"enter_score": "40"}})


def test_what_is_said_is_what_the_build_then_does(project: Project):
    before = everything(project)
    edit_what_needs_no_matching(project)
    run = impact(project, "--json")
    assert run.exit_code == 0, run.stderr
    assert everything(project) == before
    said = json.loads(run.stdout)
    (live, challenger) = said["comparisons"]
    assert (live["status"], challenger["status"]) == ("live", "challenger")
    assert {(edit["file"], edit["row"]) for edit in said["edits"]} == {
        ("rules", "any_page"),
        ("rules", "whitepaper_download"),
        ("rules", "case_study"),
        ("rule_groups", "content engagement"),
        ("stages", "mql"),
    }

    old = set(project.rows("select lead_id from lead_scoring__mql_list"))
    marts = ["+lead_scoring__mql_list", "+lead_scoring__lead_scores"]
    project.succeed("build", "--resource-type", "seed", "model", "--select", *marts)
    new = set(project.rows("select lead_id from lead_scoring__mql_list"))
    assert new - old
    for move, leads in [("enters", new - old), ("leaves", old - new)]:
        named = {(row["lead_id"],) for row in live["leads"] if row["mql_list_change"] == move}
        assert named == leads
    for measure, column in [("stage", "stage"), ("score_class", "score_class")]:
        counted = {
            row["item"]: row["leads_after"]
            for row in live["counts"]
            if row["measure"] == measure and row["leads_after"]
        }
        built = project.rows(
            f"select coalesce({column}, 'none'), count(*) from lead_scoring__lead_scores"
            " where model_id = 'b2b' group by 1"
        )
        assert counted == dict(built)


EVENTS = [
    "drop view stg_lead_scoring__events",
    "drop view base_lead_scoring__events",
    "drop table lead_scoring_sample_events",
]


def test_points_limits_decay_and_caps_read_no_event(project: Project, capsys):
    """Proven by there being none: the events and their staging are dropped after the first build."""
    with duckdb.connect(str(project.database)) as connection:
        for statement in EVENTS:
            connection.execute(statement)
    edit_what_needs_no_matching(project)
    started = time.monotonic()
    run = impact(project)
    seconds = time.monotonic() - started
    assert run.exit_code == 0, run.stderr
    assert "Matching is reused: no event is read." in run.stdout
    assert "- rules `any_page`: points `1` → `2`\n" in run.stdout
    assert "- stages `mql`: enter_score `45` → `40`\n" in run.stdout
    with capsys.disabled():
        print(f"\nlead-scoring impact with changed points: {seconds:.1f} s")

    # A new condition needs the events, which are not there.
    change(project, "rules", "rule_id", {"careers_page": {"value": "/jobs"}})
    run = impact(project)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "events are matched anew; new conditions: careers_page" in run.stderr
    assert "lead_scoring_sample_events does not exist" in " ".join(run.stderr.split())
    assert schemas(project) == {"main"}


def schemas(project: Project) -> set[str]:
    return {name.split(".")[0] for name in everything(project)}


def test_a_new_condition_is_matched_in_scratch(project: Project):
    before = everything(project)
    change(project, "rules", "rule_id", {"careers_page": {"value": "/d"}})
    run = impact(project, "--no-backtest")
    assert run.exit_code == 0, run.stderr
    assert "Backtest" not in run.stdout and "| Stage | Before |" in run.stdout
    assert "Events are matched anew; new conditions: careers_page." in run.stdout
    change(project, "rules", "rule_id", {"fit_student": {"value": "Student"}})
    change(project, "countries", "spelling", {"usa": {"country": "America"}})
    run = impact(project)
    assert run.exit_code == 0, run.stderr
    assert "Events and leads are matched anew" in run.stdout
    assert "data cleaned anew: countries" in run.stdout
    assert everything(project) == before


@pytest.mark.nightly
def test_what_was_published_is_known_after_check_has_loaded_the_edited_files(project: Project):
    change(project, "rules", "rule_id", {"any_page": {"points": "2"}})
    change(project, "countries", "spelling", {"usa": {"country": "America"}})
    settings = project.folder / "dbt_project.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("actors: [prospect]", "actors: [prospect, sales]"), "utf-8")
    assert lead_scoring("check", "--project", project.folder).exit_code == 0
    run = impact(project, "--no-backtest")
    assert run.exit_code == 0, run.stderr
    for edit in (
        "rules `any_page`: points `1` → `2`",
        "countries `usa`: country `United States` → `America`",
        'vars `lead_scoring__scored_actors`: value `["prospect"]` → `["prospect", "sales"]`',
    ):
        assert f"- {edit}\n" in run.stdout
    assert "Events and leads are matched anew; data cleaned anew: countries, vars." in run.stdout


REFERENCE_LISTS = ["event_types", "title_patterns", "free_email_domains", "countries"]


def test_what_reads_a_reference_list_is_cleaned_anew_when_it_is_edited(project: Project):
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text("utf-8"))
    inputs = [
        node
        for node in manifest["nodes"].values()
        if node["original_file_path"].startswith("models/staging/inputs/")
    ]
    marked = {node["name"]: node["config"]["meta"].get(models.CLEANED_BY, []) for node in inputs}
    assert {file for files in marked.values() for file in files} == {VARS, *REFERENCE_LISTS}
    for file in REFERENCE_LISTS:
        list_model = f"model.lead_scoring.{models.staged_file(file)}"
        readers = {node["name"] for node in inputs if list_model in node["depends_on"]["nodes"]}
        assert readers, file
        assert all(file in marked[name] for name in readers), file


def test_faults_end_it_before_anything_is_scored(project: Project, tmp_path):
    before = everything(project)
    change(project, "rules", "rule_id", {"any_page": {"points": "lots"}})
    file = tmp_path / "impact.md"
    run = impact(project, "--output", file)
    assert run.exit_code == 1
    assert "rule_id any_page, column points: 'lots'; expected a number\n" in run.stdout
    assert run.stdout.endswith("\n1 fault in the CSV files.\n")
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!-- lead-scoring impact -->\n\n## The edited rules have faults\n")
    assert page.count("\n- ") == 1 and "'lots'; expected a number" in page
    assert everything(project) == before


def test_nothing_published(project: Project):
    project.database.unlink()
    run = impact(project)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "The published scores" in run.stderr and "build the project once" in run.stderr


def test_a_folder_without_a_project(tmp_path):
    run = impact(Project(tmp_path))
    assert (run.exit_code, run.stdout) == (2, "")
    assert "There is no dbt_project.yml" in run.stderr


@pytest.mark.nightly
def test_a_project_that_ignores_the_schema_of_the_target(project: Project):
    before = everything(project)
    (project.folder / "macros" / "names.sql").write_text(
        "{% macro generate_schema_name(name, node) %}main{% endmacro %}", "utf-8"
    )
    run = impact(project)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "would be built in the published schema lead_scoring.main" in run.stderr
    assert "--published-target" in run.stderr
    assert everything(project) == before


def test_without_edits_nothing_changes(impact_of_nothing: tuple[Project, str]):
    _, said = impact_of_nothing
    assert "No cell of the CSV files differs from what is published." in said
    assert said.count("No lead changes.") == 2


@pytest.mark.nightly
def test_a_scratch_schema_that_exists_is_left_alone(project: Project):
    with duckdb.connect(str(project.database)) as connection:
        for schema in ("main_impact", "main_pr_7"):
            connection.execute(f"create schema {schema}")
            connection.execute(f"create table {schema}.mine as select 1 as a")
    before = everything(project)
    run = impact(project)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "main_impact" in run.stderr and "exists already" in run.stderr
    assert everything(project) == before
    run = impact(project, "--suffix", "_pr_7", "--replace", "--keep", "--no-backtest")
    assert run.exit_code == 0, run.stderr
    after = everything(project)
    replaced = {name for name in before.keys() | after.keys() if name.startswith("main_pr_7.")}
    assert "main_pr_7.mine" in replaced - after.keys() and len(replaced & after.keys()) > 10
    assert {name: after[name] for name in after.keys() - replaced} == {
        name: before[name] for name in before.keys() - replaced
    }


def test_a_challenger_from_what_is_built(project: Project, tmp_path):
    before = everything(project)
    run = impact(project, "--challenger", "b2b_intent")
    assert run.exit_code == 0, run.stderr
    assert "### `b2b` (live) → `b2b_intent` (challenger)" in run.stdout
    assert "**MQL list: 12 before, 13 after.**" in run.stdout
    assert "No challenger b2c is built" in impact(project, "--challenger", "b2c").stderr
    assert everything(project) == before


@pytest.mark.nightly
def test_a_project_that_only_installs_the_package(tmp_path, monkeypatch):
    """With CSV files in a schema of their own, a schema from the environment, its own column names,
    and the published marts in another target."""
    package = Project.copy_of_package(tmp_path / "lead_scoring")
    project = Project(package.folder / "integration_tests" / "acme", "acme.duckdb")
    shutil.copy(ROOT / "integration_tests" / "acme" / "profiles.yml", project.folder)
    monkeypatch.setenv("ACME_SCHEMA", "published")
    project.succeed("deps")
    project.succeed("build", "--target", "prod", "--resource-type", "seed", "model")
    before = everything(project)
    assert schemas(project) == {"published", "published_csv"}
    rules = project.folder / "seeds" / "acme_rules.csv"
    rules.write_text(rules.read_text().replace(",12,", ",50,"))
    run = impact(project, "--published-target", "prod")
    assert run.exit_code == 0, run.stderr
    assert "- rules `visit`: points `12` → `50`" in run.stdout
    assert "no event is read" in run.stdout
    assert "| `c1` | 42.0 → 80.0 |" in run.stdout
    assert everything(project) == before


# --- The page -------------------------------------------------------------------------------------


def test_the_page_fits_in_a_comment_whatever_moves():
    hostile = "@everyone | <img> `x` *bold* [link](http://x) #1 " * 20
    lead = {
        "lead_id": "lead | `1` @you", "before_total_score": 1, "after_total_score": 99.5,
        "before_score_class": "A1", "after_score_class": None, "mql_list_change": "enters",
        "reasons": hostile,
    }  # fmt: skip
    count = {
        "leads_before": 0, "leads_after": 100_000, "leads_staying": 0, "leads_entering": 100_000,
        "leads_leaving": 0,
    }  # fmt: skip
    comparison = {
        "comparison": "published", "status": "live", "backtest": [], "leads": [lead] * 20,
        "counts": [
            {"measure": "mql_list", "item": "listed", **count},
            *({"measure": "score_class", "item": f"A{n}", **count} for n in range(25)),
        ],
        "moves": [{"measure": "score_change", "move": "rises", "leads": 100_000}],
    }  # fmt: skip
    edit = Edit("rules", "r", "changed", [("description", hostile, hostile)])
    for number in (1, 40, 400):
        page = as_markdown(
            Impact(
                date(2026, 6, 30),
                [
                    {**comparison, "before_model_id": f"m{n}", "after_model_id": f"m{n}"}
                    for n in range(number)
                ],
                [edit] * 5000,
                Matching(True, True),
            )
        )
        assert len(page) < 60_000
        assert "100,000 leads enter" in page
        assert "… and 4,950 more rows" in page
        rows = re.findall(r"(?m)^\| lead.*", page)
        assert rows or number > 1
        for row in rows:
            assert len(re.findall(r"(?<!\\)\|", row)) == 5
            assert "@everyone" not in row and "<img>" not in row


def test_a_bar_that_lets_through_other_numbers_is_carried_over():
    """Learnt points of another scale took a list from 3,449 leads to 177."""
    row = {
        "mql_bar": Decimal("45.0000"), "leads": 9000, "flagged_leads": 3449, "conversions": 400,
        "flagged_conversions": 300, "precision": None, "recall": None, "lift": None,
        "flagged_per_week": Decimal("84.4"), "sample": "train", "side": "before",
        "equal_volume_bar": None,
    }  # fmt: skip
    after = {**row, "side": "after", "flagged_leads": 177, "flagged_per_week": Decimal("4.3")}
    (*_, said) = impact_page._backtest([row, {**after, "equal_volume_bar": 22}])
    assert said == (
        "At its bar the new side would have flagged 177 of the older leads, where it was 3,449. A bar of"
        " 22 would keep their number: set it if sales is to get as many as today."
    )
    (*_, said) = impact_page._backtest([row, {**after, "equal_volume_bar": 45}])
    assert "would keep their number" not in said


def test_edits_are_told_row_by_row():
    old = [
        {"rule_id": "a", "model_id": None, "points": "1.0"},
        {"rule_id": "b", "model_id": "m", "points": "2"},
        {"rule_id": "c", "model_id": None, "points": "3"},
    ]
    new = [old[0] | {"points": "7.5"}, old[2], {"rule_id": "d", "model_id": None, "points": "4"}]
    edits = edits_of_file("rules", ["rule_id", "model_id"], old, new)
    assert [(edit.kind, edit.row) for edit in edits] == [
        ("changed", "a"),
        ("added", "d"),
        ("removed", "b m"),
    ]
    page = as_markdown(Impact(date(2026, 6, 30), [], edits, Matching(True, True)))
    assert "- rules `a`: points `1` → `7.5`\n" in page
    assert "- rules `d` added: rule_id `d`, points `4`\n" in page
    assert "- rules `b m` removed\n" in page
