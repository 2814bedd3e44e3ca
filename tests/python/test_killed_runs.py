"""A run that is killed, at whatever moment, leaves readable marts and is healed by the next run."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import duckdb
import pytest
from project import Project

KILLS = 2
SETTINGS = "{lead_scoring__lookback_days: 5, lead_scoring__as_of_date: '2026-06-%s'}"
# Seeds are loaded once; what differs from day to day is the as-of date. The marts whose tables take
# over from the run before, and what these are made of.
RUN = [
    "run",
    "--select",
    "+lead_scoring__score_history",
    "+lead_scoring__threshold_backtest",
    "--vars",
]


@pytest.mark.nightly
@pytest.mark.xdist_group("killed_runs")
def test_a_killed_run_is_healed_by_the_next_one(tmp_path):
    """The scores of 30 June after three days on which a run was killed are those of a run from
    nothing."""
    project = Project.copy_of_package(tmp_path / "killed")
    # With the vars of the next run, which then need not read the project again.
    project.succeed("seed", "--vars", SETTINGS % 26)
    project.succeed(*RUN, SETTINGS % 26)
    before = project.fingerprints()
    moments = random.Random(20260630)
    for day in range(27, 27 + KILLS):
        _run_and_kill(project, SETTINGS % day, after=moments.uniform(2, 9))
        # Whoever opens the file next finishes what was written to its log.
        duckdb.connect(str(project.database)).close()
        assert project.fingerprints().keys() == before.keys()
    project.succeed(*RUN, SETTINGS % 30)
    healed = project.fingerprints()
    project.succeed(*RUN, SETTINGS % 30, "--full-refresh")
    fresh = project.fingerprints()
    assert healed.keys() == fresh.keys()
    for name, rows in fresh.items():
        assert healed[name] == rows, name


def _run_and_kill(project: Project, settings: str, after: float) -> None:
    """SIGKILL some time after the first model has been started."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *RUN, settings],
        cwd=project.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    for line in process.stdout:
        if " START " in line:
            break
    time.sleep(after)
    process.kill()
    process.wait()
