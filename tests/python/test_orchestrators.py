"""The examples for Dagster and Airflow build the sample, each in an environment that `make orchestrators`
makes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from needed import environment
from project import ROOT, Project

pytestmark = [
    pytest.mark.orchestrators,
    pytest.mark.xdist_group("orchestrators"),
    pytest.mark.usefixtures("with_artifacts"),
]


class Orchestrated(Project):
    """A copy of the package, with the programs of an orchestrator."""

    def __init__(self, name: str, folder: Path):
        self.programs = environment(name, "orchestrators")
        super().__init__(Project.copy_of_package(folder).folder, python=self.programs / "python")

    def run(self, program: str, *arguments: str, **environment: str) -> None:
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        run = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            env={**os.environ, "DO_NOT_TRACK": "1", **environment, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]


def test_dagster_materialises_every_mart_and_checks_it(sample_build: Project, tmp_path: Path):
    project = Orchestrated("dagster", tmp_path / "package")
    project.succeed("parse")
    script = project.folder / "tests" / "orchestrators" / "build_in_dagster.py"
    project.run("python", str(script), str(tmp_path / "found.json"))
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert found["success"]
    expected = sample_build.marts()
    assert expected.keys() <= set(found["assets"])
    # Tests that compare several models run too; Dagster shows them as observations.
    assert len(found["checks"]) > 200 and all(found["checks"].values())
    checked = {check.split(": ")[0] for check in found["checks"]}
    # A view that no build reads has no tests, which would have to read it.
    assert expected.keys() - checked == {"lead_scoring__training_decays"}
    assert project.marts() == expected


def test_airflow_builds_every_mart_for_the_day_of_its_run(sample_build: Project, tmp_path: Path):
    project = Orchestrated("airflow", tmp_path / "package")
    example = Path("examples") / "airflow" / "profiles.yml"
    shutil.copy(ROOT / example, project.folder / example)
    airflow = {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(project.folder / "examples" / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    project.run("airflow", "db", "migrate", **airflow)
    project.run("airflow", "dags", "test", "lead_scoring", "2026-06-30", **airflow)
    assert project.marts() == sample_build.marts()
    project.run("airflow", "dags", "test", "lead_scoring", "2026-06-29", **airflow)
    days = project.rows("select distinct as_of_date::text from lead_scoring__lead_scores")
    assert days == [("2026-06-29",)]
