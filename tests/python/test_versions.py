"""The oldest and the newest dbt that may run the package, and DuckDB's long-term-support line.

`make versions` installs each of tests/versions into an environment of its own in .venv.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from needed import environment
from project import ROOT, Project
from test_engines import assert_same_marts, marts_on_duckdb

pytestmark = pytest.mark.xdist_group("versions")

PINNED = ROOT / "tests" / "versions"


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([\w-]+)==(.+)$", (PINNED / f"{name}.txt").read_text("utf-8")))


def test_the_oldest_dbt_that_is_tried_is_the_oldest_that_is_admitted():
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))
    assert f">={pins('dbt_oldest')['dbt-core']}" in project["require-dbt-version"]


@pytest.mark.versions
@pytest.mark.parametrize("name", ["dbt_oldest", "dbt_newest", "duckdb_lts"])
def test_two_builds_give_the_marts_of_the_versions_developed_on(
    name: str, sample_build: Project, tmp_path: Path
):
    project = Project.copy_of_package(
        tmp_path / "package", environment(name, "versions") / "python"
    )
    expected = marts_on_duckdb(sample_build)
    assert len(expected) > 25
    for command in (["build"], ["run"]):
        project.succeed("--warn-error", "--show-all-deprecations", *command)
        assert_same_marts(marts_on_duckdb(project), expected)


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
