"""The package on its own, driven through dbt as a user drives it."""

from __future__ import annotations

import csv
import os
import re

import pytest
from lead_scoring.sample_data import make_sample_data
from project import ROOT, Project

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("project")

# With all data tests. Unit tests look at no data: `make build` and the other engines run them.
TESTED = ["--exclude-resource-type", "unit_test"]


@pytest.fixture(scope="module")
def built(sample_build: Project, tmp_path_factory) -> Project:
    return sample_build.copy(tmp_path_factory.mktemp("standalone") / "package")


def test_two_builds_in_a_row_give_identical_marts(built: Project):
    first = built.fingerprints()
    empty = {name for name, (rows, _) in first.items() if not rows}
    # All cells of the sample can be read.
    assert len(first) >= 25 and empty == {"main.lead_scoring__unread_values"}
    built.succeed("build", *TESTED)
    assert built.fingerprints() == first


def test_what_can_wait_for_a_weekly_run_changes_no_other_mart(built: Project, tmp_path):
    project = built.copy(tmp_path / "package")
    before = project.fingerprints()
    tag = "tag:lead_scoring_weekly"
    listed = project.succeed("--quiet", "list", "--select", tag, "--output", "name")
    weekly = {f"main.{name}" for name in listed.split()} & set(before)
    tomorrow = ["--vars", "{lead_scoring__as_of_date: 2026-07-01}"]
    project.succeed("run", "--exclude", tag, *tomorrow)
    daily = project.fingerprints()
    project.succeed("run", *tomorrow)
    whole = project.fingerprints()
    assert {name: daily[name] for name in weekly} == {name: before[name] for name in weekly}
    left_out = {name for name in whole if daily[name] != whole[name]}
    assert left_out and left_out <= weekly


# `make demo` begins with one in every run.
@pytest.mark.nightly
def test_an_empty_database_is_enough(tmp_path):
    project = Project.copy_of_package(tmp_path / "package")
    # The docs parse and compile everything first.
    for command in (["docs", "generate"], ["build", "--empty", *TESTED]):
        project.succeed(*command)
    assert project.rows("select count(*) from lead_scoring__lead_scores") == [(0,)]


def test_the_order_of_columns_does_not_matter_and_a_misspelt_one_is_named(built: Project, tmp_path):
    project = built.copy(tmp_path / "package")
    before = project.fingerprints()
    rules = project.folder / "seeds" / "lead_scoring_rules.csv"
    with open(rules, newline="", encoding="utf-8") as file:
        rows = [list(reversed(row)) for row in csv.reader(file)]
    with open(rules, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(rows)
    project.succeed("seed", "--select", "lead_scoring_rules")
    project.succeed("run")
    assert project.fingerprints() == before
    rules.write_text(rules.read_text(encoding="utf-8").replace("points", "pionts", 1), "utf-8")
    said = project.fail("build")
    assert "the header, column pionts: 'pionts'; expected the column name points" in said
    assert project.fingerprints() == before


def test_a_faulty_file_publishes_nothing(built: Project, tmp_path):
    project = built.copy(tmp_path / "package")
    before = project.fingerprints()
    broken = {"fit_mid_market": {"value": "50|many"}, "any_page": {"points": "lots"}}
    project.change_cells("lead_scoring_rules", "rule_id", broken)
    # The first command loads the file, the second finds it loaded.
    for command in ("build", "run"):
        said = project.fail(command)
        assert (
            "lead_scoring_rules, rule_id fit_mid_market, column value: '50|many';"
            " expected a number, because employee_count is one"
        ) in said
        assert "rule_id any_page, column points: 'lots'; expected a number" in said
        assert project.fingerprints() == before


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            "{lead_scoring__as_of_date: 30/06/2026}",
            "the var lead_scoring__as_of_date is '30/06/2026'; write it as a date like 2026-06-30",
        ),
        ("{lead_scoring__as_of: 2026-06-30}", "there is no var lead_scoring__as_of; known are"),
        (
            "{lead_scoring__touch_cost: cheap}",
            "the var lead_scoring__touch_cost is 'cheap'; write it as a number from 0, or null",
        ),
        (
            "{lead_scoring__max_psi: null}",
            "the var lead_scoring__max_psi is ''; write it as a number from 0",
        ),
        (
            "{lead_scoring__segment_field: industy}",
            "the var lead_scoring__segment_field is 'industy'; known are email,",
        ),
        (
            "{lead_scoring__rejected_days: 2.5}",
            "the var lead_scoring__rejected_days is '2.5';"
            " write it as a whole number of days from 0, or null",
        ),
        (
            "{lead_scoring__first_touch_sla_hours: -1}",
            "the var lead_scoring__first_touch_sla_hours is '-1'; write it as a number from 0, or null",
        ),
        (
            "{lead_scoring__events_are_unique: often}",
            "the var lead_scoring__events_are_unique is 'often'; write it as true or false",
        ),
        (
            "{lead_scoring__scored_actors: [Prospects]}",
            "the var lead_scoring__scored_actors is '['Prospects']'; write it as a list of actors, which"
            " are prospect, sales, system",
        ),
        (
            "{lead_scoring__placeholders: n/a}",
            "the var lead_scoring__placeholders is 'n/a'; write it as a list like ['n/a', '-']",
        ),
        (
            "{lead_scoring__validation_share: 30}",
            "the var lead_scoring__validation_share is '30'; write it as a number from 0 to below 1",
        ),
        (
            "{lead_scoring__min_conversions: few}",
            "the var lead_scoring__min_conversions is 'few'; write it as a whole number from 0",
        ),
        (
            "{lead_scoring__tried_decay_days: [7, 0]}",
            "the var lead_scoring__tried_decay_days is '[7, 0]'; write it as a list of numbers of days",
        ),
        ("{lead_scoring__leads: ''}", "the var lead_scoring__leads is not set;"),
        (
            "{lead_scoring__lead_attributes: [{name: size, type: integer}]}",
            "the type text, number or boolean",
        ),
        (
            "{lead_scoring__columns: {event: {lead_id: id}}}",
            "lead_scoring__columns speaks of the input event; known are leads, events,",
        ),
        (
            "{lead_scoring__columns: {leads: {create_at: createdate}}}",
            "maps the column create_at of leads; known are lead_id, created_at,",
        ),
    ],
)
def test_a_wrong_var_is_one_sentence(built: Project, variables, sentence):
    said = built.fail("compile", "--vars", variables)
    assert sentence in said


def test_the_sample_data_are_what_the_script_makes(tmp_path):
    rows = make_sample_data(tmp_path)
    for name in rows:
        made = (tmp_path / f"{name}.csv").read_bytes()
        assert made == (ROOT / "seeds" / "sample" / f"{name}.csv").read_bytes(), (
            f"{name}.csv differs from what `make sample` writes"
        )
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2_000_000


def test_the_score_predicts_on_the_sample(built: Project):
    """The hidden propensity of the sample shows in the score, so that the demo means something."""
    (best,) = built.rows(
        "select max(lift) from lead_scoring__threshold_backtest"
        " where model_id = 'b2b' and sample = 'validation' and flagged_leads >= 20"
    )
    assert best[0] > 2


def test_the_quarterly_review_says_what_its_page_shows(built: Project):
    built.succeed("compile", "--select", "quarterly_review")
    compiled = built.folder / "target" / "compiled" / "lead_scoring" / "analyses"
    rows = built.rows((compiled / "quarterly_review.sql").read_text(encoding="utf-8"))
    table = ["| question | scoring model | finding |", "|---|---|---|"]
    table += [
        f"| {step}. {question} | {model} | {found} |" for step, question, model, found in rows
    ]
    page = ROOT / "docs" / "quarterly-review.md"
    shown = page.read_text(encoding="utf-8")
    written = re.sub(
        r"(?s)(<!-- output -->\n).*(<!-- /output -->)",
        lambda parts: parts[1] + "\n" + "\n".join(table) + "\n\n" + parts[2],
        shown,
    )
    if os.environ.get("LEAD_SCORING_WRITE_GUIDES"):
        page.write_text(written, encoding="utf-8")
    assert {step for step, *_ in rows} == {1, 2, 3, 4, 5, 6}
    assert written == shown


def test_the_page_about_the_answers_of_sales_shows_what_the_sample_gives(built: Project):
    page = (ROOT / "docs" / "what-sales-answered.md").read_text("utf-8")
    rows = built.rows(
        "select strftime(created_month, '%Y-%m'), leads, mqls, touched, accepted, rejected, converted,"
        " median_hours_to_first_touch, first_touch_within_sla || ' of ' || first_touch_due,"
        " revenue_per_lead, revenue_per_mql from lead_scoring__funnel_metrics"
        " where model_id = 'b2b' and score_class = 'all' and created_month >= '2026-01-01' order by 1"
    )
    assert len(rows) == 6
    assert "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows) in page
    hours = built.rows(
        "select seconds_to_first_touch / 3600.0 from lead_scoring__lead_journeys"
        " where model_id = 'b2b' and created_month = '2026-03-01' and first_touch_on is not null"
        " order by 1"
    )
    *early, last = [f"{hour:.2f}".replace("0.00", "0") for (hour,) in hours]
    assert f"after {', '.join(early)} and {last} hours" in page
