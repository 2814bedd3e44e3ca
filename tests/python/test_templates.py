"""The rule files that people copy: right in themselves, scored as the oracle says, as documented."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from engine import Engine
from hypothesis import given, settings
from hypothesis import strategies as st
from project import ROOT, Project
from template_worlds import AS_OF, SHIPPED, TEMPLATES, Template, numbered, people
from test_oracle import SCORE_MARTS, assert_scores_equal

SCORED = ("fit", "engagement")


def _each(names: list[str]) -> list:
    """One worker builds what the tests of a template share."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


@pytest.fixture(scope="module", params=_each([SHIPPED, *TEMPLATES]))
def template(request) -> Template:
    return Template(request.param)


@pytest.fixture(scope="module")
def engine(template: Template, request, tmp_path_factory) -> Engine:
    if template.name == SHIPPED:
        return request.getfixturevalue("shipped")
    folder = tmp_path_factory.mktemp(template.name)
    return Engine(folder, template.attributes, template.properties)


def scores(engine: Engine) -> dict[tuple[str, str], dict]:
    rows = engine.rows("select * from lead_scoring__lead_scores")
    return {(row["lead_id"], row["model_id"]): row for row in rows}


# --- The files ------------------------------------------------------------------------------------


def test_the_files_have_no_faults_and_pass_the_gate(template: Template, engine: Engine):
    engine.run(template.world(), checked=True)
    assert engine.rows("select sentence from int_lead_scoring__config_faults") == []
    assert engine.failures(AS_OF) == {}


def test_a_template_has_every_file_that_is_about_models_and_events(template: Template):
    about = {
        f"lead_scoring_{name}.csv" for name, rows in template.files.items() if "model_id" in rows[0]
    }
    about |= {"lead_scoring_event_types.csv"}
    assert about <= {path.name for path in template.folder.glob("*.csv")}


def test_bands_begin_at_0_and_can_be_reached(template: Template):
    (model,) = {(row["fit_max"], row["engagement_max"]) for row in template.files["models"]}
    for dimension, maximum in zip(SCORED, model, strict=True):
        bands = [row for row in template.files["bands"] if row["dimension"] == dimension]
        least = [float(row["min_score"]) for row in bands]
        assert min(least) == 0 and max(least) <= float(maximum)


def test_every_class_says_what_to_do(template: Template):
    labels = {
        dimension: [
            row["label"] for row in template.files["bands"] if row["dimension"] == dimension
        ]
        for dimension in SCORED
    }
    if any(row["min_fit_coverage"] for row in template.files["models"]):
        labels["fit"].append("?")
    classes = [(row["fit_grade"], row["engagement_band"]) for row in template.files["classes"]]
    assert sorted(classes) == sorted(product(*labels.values()))
    assert all(row["priority"] and row["next_action"] for row in template.files["classes"])


def test_stages_are_harder_to_enter_than_to_stay_in_and_than_those_below(template: Template):
    stages = sorted(template.files["stages"], key=lambda row: int(row["stage_order"]))
    enter = [float(row["enter_score"]) for row in stages]
    assert enter == sorted(set(enter))
    assert all(
        float(row["exit_score"] or row["enter_score"]) <= float(row["enter_score"])
        for row in stages
    )
    assert "mql" in {row["stage"] for row in stages}


def test_every_rule_is_described_and_every_name_is_used(template: Template):
    assert all(rule["description"] for rule in template.rules)
    groups = {(row["dimension"], row["rule_group"]) for row in template.files["rule_groups"]}
    assert groups <= {(rule["dimension"], rule["rule_group"]) for rule in template.rules}
    stages = {row["stage"] for row in template.files["stages"]}
    fast = [rule for rule in template.rules if rule["dimension"] == "fast_track"]
    assert all(rule["rule_group"] in stages for rule in fast)


def test_vars_declare_what_rules_ask_for_and_the_list_shows_but_no_more(template: Template):
    fields = {
        scope: {
            condition["field"]
            for rule in template.rules
            if bool(rule["event_type"]) == (scope == "event")
            for condition in template.conditions(rule)
        }
        for scope in ("lead", "event")
    }
    contact = {"email", "first_name", "last_name", "company", "job_title", "country"}
    assert set(template.lead_types) - contact <= fields["lead"]
    assert set(template.event_types) == fields["event"]


# --- The scores -----------------------------------------------------------------------------------


@settings(max_examples=max(4, settings().max_examples // 6))
@given(data=st.data())
def test_scores_equal_the_oracle(template: Template, engine: Engine, data):
    world = template.world(*data.draw(people(template)))
    engine.run(world, only=SCORE_MARTS)
    assert_scores_equal(engine, world, template.oracle_inputs(world))


def test_every_rule_can_fire(template: Template, engine: Engine):
    leads, events, models = [], [], {}
    for rule in template.rules:
        name = f"{rule['rule_id']} {rule['model_id'] or ''}".strip()
        lead, of_lead = template.example(rule, name)
        leads.append(lead)
        events += of_lead
        models[name] = (
            [rule["model_id"]]
            if rule["model_id"]
            else [row["model_id"] for row in template.files["models"]]
        )
    leads.append({"lead_id": "a stranger", "created_at": leads[0]["created_at"]})
    world = template.world(leads, numbered(events))
    engine.run(world, only=SCORE_MARTS)
    assert_scores_equal(engine, world, template.oracle_inputs(world))
    points = {
        (row["lead_id"], row["model_id"], row["rule_id"]): row["points"]
        for row in engine.rows("select * from lead_scoring__score_ledger where entry_type = 'rule'")
    }
    came = scores(engine)
    for rule, (name, of_models) in zip(template.rules, models.items(), strict=True):
        for model in of_models:
            score = came[name, model]
            if rule["dimension"] in SCORED:
                given_points = points[name, model, rule["rule_id"]]
                fired = given_points != 0 and (given_points > 0) == (float(rule["points"]) > 0)
            elif rule["dimension"] == "disqualify":
                fired = rule["description"] in score["disqualified_reasons"]
            elif rule["dimension"] == "require":
                stranger = came["a stranger", model]["disqualified_reasons"]
                fired = rule["description"] in stranger and score["disqualified_reasons"] is None
            else:
                fired = score["stage"] == rule["rule_group"]
            assert fired, (rule["rule_id"], model, score)


def test_somebody_reaches_each_stage_by_score(template: Template, engine: Engine):
    world = template.world()
    world.inputs |= template.sample
    engine.run(world, only=SCORE_MARTS)
    for stage in template.files["stages"]:
        reached = engine.rows(
            "select max(total_score) as best from lead_scoring__lead_scores"
            f" where model_status = 'live' and stage = '{stage['stage']}'"
        )
        assert float(reached[0]["best"] or 0) >= float(stage["enter_score"]), stage["stage"]


# --- The README -----------------------------------------------------------------------------------


def commands(page: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", page, re.DOTALL)


def personas(template: Template) -> dict[str, tuple]:
    """lead -> class, stage, whether on the list, from the table under "Try it"."""
    section = template.readme.split("## Try it")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {lead.strip(" `"): tuple(map(str.strip, ends)) for lead, _, *ends in rows}


def shown(rows: list[tuple]) -> dict[str, tuple]:
    return {
        lead_id: (score_class, stage or "none", "yes" if rank else "no")
        for lead_id, score_class, stage, rank in rows
    }


WHO_ENDS_WHERE = """
    select scores.lead_id, scores.score_class, scores.stage, list.list_rank
    from lead_scoring__lead_scores as scores
    left join lead_scoring__mql_list as list using (lead_id)
    where scores.model_status = 'live'
"""


@pytest.mark.parametrize("name", _each(TEMPLATES))
def test_the_readme_names_every_field_and_event_type(name: str):
    template = Template(name)
    named = set(re.findall(r"`(\w+)`", template.readme.split("## What it needs")[1]))
    event_types = {rule["event_type"] for rule in template.rules if rule["event_type"]}
    assert {*template.lead_types, *template.event_types, *event_types} <= named


@pytest.mark.parametrize("name", _each(TEMPLATES))
def test_the_commands_of_the_readme_put_everybody_where_it_says(name: str, tmp_path):
    template, project = Template(name), Project.copy_of_package(tmp_path / "package")
    (tried,) = commands(template.readme)
    said = shell(tried, project.folder)
    assert "WARN=0 ERROR=0" in said and "Warning" not in said, said[-4000:]
    assert shown(project.rows(WHO_ENDS_WHERE)) == personas(template)


@pytest.mark.nightly
@pytest.mark.xdist_group("product_led")
def test_an_installed_template_gives_the_same(tmp_path):
    template, page = Template("product_led"), (ROOT / "templates" / "README.md").read_text("utf-8")
    Project.copy_of_package(tmp_path / "lead_scoring")
    project = Project(tmp_path / "acme", "acme.duckdb")
    (project.folder / "seeds").mkdir(parents=True)
    (file_vars,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    own_vars = (template.folder / "vars.yml").read_text("utf-8")
    written = {
        "dbt_project.yml": "name: acme\nprofile: acme\n"
        "flags: {require_ref_searches_node_package_before_root: true}\n"
        + file_vars
        + "".join(f"    {line}\n" for line in own_vars.splitlines()),
        "packages.yml": "packages: [{local: ../lead_scoring}]\n",
        "profiles.yml": json.dumps(
            {"acme": {"target": "d", "outputs": {"d": {"type": "duckdb", "path": "acme.duckdb"}}}}
        ),
    }
    for name, text in written.items():
        (project.folder / name).write_text(text, "utf-8")
    project.succeed("deps")
    tried, copied = commands(page)
    assert [tried] == commands(template.readme)
    sample = "cp dbt_packages/lead_scoring/templates/product_led/sample/*.csv seeds/"
    shell(copied + sample, project.folder)
    project.succeed("build", "--resource-type", "seed", "model")
    assert shown(project.rows(WHO_ENDS_WHERE)) == personas(template)


def shell(script: str, folder: Path) -> str:
    """Runs what a README says as a reader would, with the dbt of these tests."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={
            **os.environ,
            "PATH": path,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            # The data tests hold on a template's own world above, and take half of a build.
            "DBT_EXCLUDE_RESOURCE_TYPES": "test unit_test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    return run.stdout + run.stderr
