"""The first command of the README, in an empty folder: it shows what the README says it shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pages import ROOT, blocks
from project import Project

# By itself, and early: it takes half a minute.
pytestmark = pytest.mark.xdist_group("readme")


def test_make_demo_shows_what_the_readme_shows(tmp_path: Path):
    folder = Project.copy_of_package(tmp_path / "package").folder
    (folder / "profiles.yml").unlink(missing_ok=True)
    # What `make` would install is here already.
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv" / "demo").touch()
    run = subprocess.run(
        ["make", "demo"],
        cwd=folder,
        # The data tests of the package have builds of their own, and take half of this one.
        env={**os.environ, "DBT_EXCLUDE_RESOURCE_TYPES": "test unit_test", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    shown = next(block.text for block in blocks(ROOT / "README.md", "text"))
    said = iter(line.strip() for line in run.stdout.splitlines())
    words = [line.strip() for line in shown.splitlines() if line.strip(" ─")]
    missing = [line for line in words if line not in said]
    assert words and not missing, run.stdout
    assert (folder / "dashboard.html").stat().st_size > 100_000
