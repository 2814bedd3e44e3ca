"""DuckDB's long-term-support line, and the oldest and the newest dbt that may run the package.

`make versions` installs each dbt of tests/versions into an environment of its own in .venv.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import duckdb_lts
import pytest
import yaml
from needed import environment
from project import ROOT, Project
from test_engines import assert_same_marts, marts_on_duckdb

pytestmark = pytest.mark.xdist_group("versions")


def pins(file: str) -> dict[str, str]:
    text = (ROOT / "tests" / file).read_text("utf-8")
    return dict(re.findall(r"(?m)^([\w-]+)==(.+)$", text))


def test_the_oldest_dbt_that_is_tried_is_the_oldest_that_is_admitted():
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))
    assert f">={pins('versions/dbt_oldest.txt')['dbt-core']}" in project["require-dbt-version"]


MODELS = ["--resource-type", "seed", "model"]


def assert_two_builds_give_the_marts_of(
    sample_build: Project, project: Project, of: list[str]
) -> None:
    expected = marts_on_duckdb(sample_build)
    assert len(expected) > 25
    for command in (["build", *of], ["run"]):
        project.succeed("--warn-error", "--show-all-deprecations", *command)
        assert_same_marts(marts_on_duckdb(project), expected)


@pytest.mark.duckdb_lts
@pytest.mark.parametrize(
    "of",
    [
        # With the other versions, which the workflow tries at each change.
        pytest.param(MODELS, id="models", marks=pytest.mark.versions),
        pytest.param([], id="all tests", marks=pytest.mark.nightly),
    ],
)
def test_two_builds_on_the_long_term_line_of_duckdb(
    sample_build: Project, tmp_path: Path, of: list[str]
):
    version = f"v{pins('duckdb_lts_requirements.txt')['duckdb']}"
    assert duckdb_lts.connect().execute("select version()").fetchall() == [(version,)]
    project = Project.copy_of_package(tmp_path / "package", libraries=duckdb_lts.library())
    assert_two_builds_give_the_marts_of(sample_build, project, of)


@pytest.mark.versions
@pytest.mark.parametrize("name", ["dbt_oldest", "dbt_newest"])
def test_two_builds_with_another_dbt(name: str, sample_build: Project, tmp_path: Path):
    python = environment(name, "versions") / "python"
    project = Project.copy_of_package(tmp_path / "package", python)
    assert_two_builds_give_the_marts_of(sample_build, project, [])


@pytest.mark.versions
def test_the_dbt_to_come_reads_the_project(tmp_path: Path, monkeypatch):
    # It has other words for the settings of the tests.
    for name in ("DBT_LOG_LEVEL_FILE", "DBT_WRITE_JSON"):
        monkeypatch.delenv(name)
    dbt = environment("dbt_preview", "versions") / "dbt"
    project = Project.copy_of_package(tmp_path / "package")
    run = subprocess.run(
        [dbt, "parse"], cwd=project.folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
